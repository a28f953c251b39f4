import { isUuid } from '../model/ids.ts';
import { isFields } from '../wire/read.ts';

/** Fields whose texts tell what a report is for; every other text may be somebody's own words. */
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
/** Long runs of letters and digits: no word of any language, and not to be given away. */
const RUN = /[\w+=-]{20,}/g;
const KEY_WORD = /\b(bearer|basic|api.?key|token|password|secret)\b["':=\s]+[^\s"',;]+/gi;

/** Takes out of a text whatever looks like a key. */
export const redact = (text: string): string =>
  text
    .replace(KEY_WORD, '$1 [redacted]')
    .replace(RUN, (run) => (isUuid(run) || !isMixed(run) ? run : '[redacted]'));

const isMixed = (run: string): boolean => /\d/.test(run) && /[a-z]/i.test(run);

/** A payload as it may be shown to others: texts are told by their length. */
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

/** `…+120` stands at the end of what was cut already. */
const lengthOf = (text: string): string => {
  const cut = /…\+(\d+)$/.exec(text);
  const length = cut ? text.length - cut[0].length + Number(cut[1]) : text.length;
  return `[${length} characters]`;
};
