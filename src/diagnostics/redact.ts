import { isUuid } from '../model/ids.ts';
import { isFields } from '../model/json.ts';

/** Fields whose strings stay in a report. Any other string may be a user's text. */
const KEPT = new Set([
  'id',
  'roomId',
  'channelId',
  'serverId',
  'messageServerId',
  'messageId',
  'clientMessageId',
  'senderId',
  'authorId',
  'agentId',
  'entityId',
  'userId',
  'targetUserId',
  'source',
  'channelType',
  'createdAt',
  'status',
  'error',
]);
/** Long runs of letters and digits: probably a key. */
const RUN = /[\w+=-]{20,}/g;
const KEY_WORD = /\b(bearer|basic|api.?key|token|password|secret)\b["':=\s]+[^\s"',;]+/gi;

/** Replaces whatever looks like a key; UUIDs stay. */
export const redact = (text: string): string =>
  text
    .replace(KEY_WORD, '$1 [redacted]')
    .replace(RUN, (run) => (isUuid(run) || !isMixed(run) ? run : '[redacted]'));

const isMixed = (run: string): boolean => /\d/.test(run) && /[a-z]/i.test(run);

/** Replaces the strings of a JSON payload by their lengths, but for those of the kept fields. */
export const redactPayload = (json: string): string => {
  try {
    const redacted = JSON.stringify(redactValue('', JSON.parse(json)));
    return redact(redacted);
  } catch {
    return lengthOf(json);
  }
};

const redactValue = (name: string, value: unknown): unknown => {
  if (typeof value === 'string') return KEPT.has(name) || isUuid(value) ? value : lengthOf(value);
  if (Array.isArray(value)) return value.map((entry) => redactValue(name, entry));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValue(key, inner)]));
};

/** Counts what `payloadText` left out (`…+120`). */
const lengthOf = (text: string): string => {
  const cut = /…\+(\d+)$/.exec(text);
  const length = cut ? text.length - cut[0].length + Number(cut[1]) : text.length;
  return `[${length} characters]`;
};
