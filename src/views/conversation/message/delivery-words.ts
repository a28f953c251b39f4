import type { Delivery, FailureReason } from '../../../model/message.ts';
import { text } from '../../i18n/text.ts';

const MEGABYTE = 1_000_000;

/** Bytes as people say them: `1.4 MB`, `12 kB`. */
export const formatBytes = (bytes: number): string =>
  bytes >= MEGABYTE ? `${Number((bytes / MEGABYTE).toFixed(1))} MB` : `${Math.ceil(bytes / 1000)} kB`;

/** Two sizes that are said alike are said to the byte. */
const tooLargeWords = (bytes: number, limit: number | undefined): string => {
  const size = formatBytes(bytes);
  if (limit === undefined) return text('failure_too_large_unnamed', size);
  const most = formatBytes(limit);
  return size === most
    ? text('failure_too_large', `${bytes} B`, `${limit} B`)
    : text('failure_too_large', size, most);
};

/** Why a message did not go out. */
export const failureWords = (reason: FailureReason): string => {
  switch (reason.code) {
    case 'refused':
      return text('failure_refused', reason.error);
    case 'room-deleted':
      return text('failure_room_deleted');
    case 'too-large':
      return tooLargeWords(reason.bytes, reason.limit);
    case 'not-taken':
      return text('failure_not_taken');
    default:
      return reason satisfies never;
  }
};

const sentWords = (twice: 'maybe' | 'yes' | undefined): string => {
  switch (twice) {
    case undefined:
      return text('delivery_sent');
    case 'maybe':
      return text('delivery_sent_maybe_twice');
    case 'yes':
      return text('delivery_sent_twice');
    default:
      return twice satisfies never;
  }
};

/** Where a message of ours is. `online`: whether there is a connection for it to go out on. */
export const deliveryWords = (delivery: Delivery, online: boolean): string => {
  switch (delivery.state) {
    case 'queued':
      return online ? text('delivery_queued') : text('delivery_queued_offline');
    case 'sending':
      return text('delivery_sending');
    case 'sent':
      return sentWords(delivery.twice);
    case 'unconfirmed':
      return text('delivery_unconfirmed');
    case 'failed':
      return failureWords(delivery.reason);
    default:
      return delivery satisfies never;
  }
};
