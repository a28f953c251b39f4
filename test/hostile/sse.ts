import { pick, seeded } from '../chaos/schedule.ts';
import { mutateDeep } from './mutate-deep.ts';
import { hostileText, type Making, tokenOf } from './payloads.ts';
import { anyValue, NUMBERS, toJson } from './values.ts';

/** What the answer to a posted message speaks of. */
export interface Posted {
  /** The row that it became, in the form of an answer. */
  row: object;
  /** The id of the reply. */
  replyId: string;
}

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${toJson(data)}\n\n`;

const chunk = ({ index, random }: Making, { replyId }: Posted): object => ({
  messageId: replyId,
  chunk: `${tokenOf('m', index)} `,
  index: random() < 0.8 ? index % 50 : pick(random, NUMBERS),
});

const reply = (making: Making, { replyId }: Posted): object => ({
  text: `${tokenOf('m', making.index)} ${hostileText(making)}`,
  thought: hostileText(making),
  actions: ['REPLY'],
  responseId: replyId,
});

/** Each kind of what a stream may say, more or less often. */
const KINDS: readonly [
  (making: Making, posted: Posted) => string,
  ...((making: Making, posted: Posted) => string)[],
] = [
  (making, posted) => event('chunk', chunk(making, posted)),
  (making, posted) => event('chunk', chunk(making, posted)),
  (making, posted) => event('chunk', chunk(making, posted)),
  (making, posted) => event('chunk', mutateDeep(chunk(making, posted), making)),
  (making, posted) => event('chunk', mutateDeep(chunk(making, posted), making)),
  (making, posted) => event('done', mutateDeep(reply(making, posted), making)),
  (making, { row }) => event('user_message', mutateDeep(row, making)),
  ({ random, context }) =>
    event(
      pick(random, ['chunk', 'done', 'user_message', 'error', 'message', '__proto__', '']),
      anyValue(random, context.elsewhere),
    ),
  (making) => event('error', { error: hostileText(making) }),
  (making) => `data: ${hostileText(making).replaceAll('\n', ' ')}\n\n`,
  () => 'event: chunk\r\ndata: {"messageId":\r\ndata: "two lines"}\r\n\r\n',
  () => ': a comment\nretry: 1e999\nid: \0\n\n',
  () => 'event: chunk\ndata\n\n',
  () => '\ufeffevent: chunk\ndata: {}\n\n',
  () => `data: ${'x'.repeat(200_000)}\n\n`,
  () => 'no field at all\n\n\n\n',
];

/** What frame `index` says in the answer to a posted message. */
export const sseAt = (seed: number, index: number, context: Making['context'], posted: Posted): string => {
  const random = seeded(Math.imul(seed + 1, 0x51633e2d) ^ Math.imul(index + 1, 0x2c1b3c6d));
  random();
  return pick(random, KINDS)({ random, context, index }, posted);
};
