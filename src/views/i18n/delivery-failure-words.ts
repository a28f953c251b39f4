import type { FailureReason } from '../../model/message.ts';
import { text } from './text.ts';

const MEGABYTE = 1_000_000;

/** A size in bytes, as `1.4 MB` or `12 kB`. */
export const formatBytes = (bytes: number): string =>
  bytes >= MEGABYTE ? `${Number((bytes / MEGABYTE).toFixed(1))} MB` : `${Math.ceil(bytes / 1000)} kB`;

/** Sizes that would read alike are given in bytes. */
const tooLargeWords = (bytes: number, limit: number | undefined): string => {
  const size = formatBytes(bytes);
  if (limit === undefined) return text('failure_too_large_unnamed', size);
  const most = formatBytes(limit);
  return size === most
    ? text('failure_too_large', `${bytes} B`, `${limit} B`)
    : text('failure_too_large', size, most);
};

/** Why a message was not sent, in one sentence. */
export const deliveryFailureWords = (reason: FailureReason): string => {
  switch (reason.type) {
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
