import type { Delivery } from '../../../model/message.ts';

/** What the user can do with an own message. */
interface DeliveryActions {
  canEdit: boolean;
  /** Send it again, or give it up. */
  canRetry: boolean;
  /** A message that is being sent would come back from the server. */
  canDiscard: boolean;
}

export const deliveryActions = (delivery: Delivery): DeliveryActions => {
  switch (delivery.type) {
    case 'queued':
      return { canEdit: false, canRetry: false, canDiscard: true };
    case 'sending':
      return { canEdit: false, canRetry: false, canDiscard: false };
    case 'sent':
      return { canEdit: true, canRetry: false, canDiscard: true };
    case 'unconfirmed':
    case 'failed':
      return { canEdit: false, canRetry: true, canDiscard: true };
    default:
      return delivery satisfies never;
  }
};

/** Whether a delivery must be shown although a newer message below shows its own: all but the usual one. */
export const isUnusual = (delivery: Delivery): boolean => {
  switch (delivery.type) {
    case 'sent':
      return delivery.twice !== undefined;
    case 'queued':
    case 'sending':
    case 'unconfirmed':
    case 'failed':
      return true;
    default:
      return delivery satisfies never;
  }
};
