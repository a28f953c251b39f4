import { type Fields, isFields } from './json.ts';

/** The fields with `name` called `type`, in its place; unchanged where they have no `name`. */
const withType = (fields: Fields, name: string): Fields => {
  if (!(name in fields)) return fields;
  const { [name]: type, ...rest } = fields;
  return { type, ...rest };
};

/** A delivery's reason of failure as it is stored now: earlier versions called its `type` `code`. */
export const upgradeReason = (reason: unknown): unknown =>
  isFields(reason) ? withType(reason, 'code') : reason;

/**
 * A message as it is stored now, from a database before version 4 or a file of version 1: they called the `type`
 * of a message `kind`, of a delivery `state`, and of a reason `code`. All else is returned as it is.
 */
export const upgradeMessage = (value: unknown): unknown => {
  if (!isFields(value) || (value.kind !== 'own' && value.kind !== 'other')) return value;
  const message = withType(value, 'kind');
  if (!isFields(value.delivery)) return message;
  const delivery = withType(value.delivery, 'state');
  return {
    ...message,
    delivery: 'reason' in delivery ? { ...delivery, reason: upgradeReason(delivery.reason) } : delivery,
  };
};
