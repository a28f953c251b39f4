import { gzipSync } from 'node:zlib';
import { pick, type Random, seeded } from '../chaos/schedule.ts';
import { mutateDeep } from './mutate-deep.ts';
import { type Making, tokenOf } from './payloads.ts';
import type { RestAnswer } from './rest.ts';
import { toJson } from './values.ts';

/** The requests that are answered wrongly, each by what it asks for. */
export const ASKED = ['agents', 'history', 'participants', 'version', 'rename'] as const;
export type Asked = (typeof ASKED)[number];

/** How a body ends: as it should, cut off, or never, fast or slowly. */
export type Ending = 'whole' | 'cut off' | 'endless' | 'endless and slow';

/** An answer as it goes onto the network. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  ending: Ending;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A hundred megabytes of blanks in a hundred kilobytes. */
let bomb: Uint8Array | undefined;
const gzipBomb = (): Uint8Array => {
  bomb ??= gzipSync(Buffer.alloc(100_000_000, ' '), { level: 1 });
  return bomb;
};

const JSON_TYPE = { 'Content-Type': 'application/json' };

const STATUSES = [
  200, 201, 202, 204, 206, 400, 401, 403, 404, 409, 413, 418, 429, 500, 501, 502, 503, 504, 511,
] as const;
const WAITS = ['0', '-1', '1e999', 'soon', '99999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', ''] as const;

const BODIES = [
  '',
  'null',
  '[]',
  '{}',
  '"text"',
  '<!doctype html><title>Sign in</title>',
  '\ufeff{"success":true}',
  '{"success":true,"data":',
  '{"success":"true","data":{"agents":{},"messages":{}}}',
  '{"success":true,"data":{"agents":[null,1,[],{}],"messages":[null,1,[],{}]}}',
  '{"success":true,"data":{"__proto__":{"messages":[]},"constructor":{"prototype":{"polluted":"yes"}}}}',
  '['.repeat(100_000),
  ' '.repeat(5_000_000),
] as const;

/** A row of another room in the history of the open one. */
const withForeignRow = ({ status, body }: RestAnswer, { index }: Making): RestAnswer => {
  const copy = structuredClone(body) as { data?: { messages?: unknown[] } };
  copy.data?.messages?.unshift({
    id: `foreign-${index}`,
    channelId: 'another-room',
    authorId: 'somebody',
    content: tokenOf('x', index),
    created_at: 1,
  });
  return { status, body: copy };
};

type Spoil = (answer: RestAnswer, making: Making, asked: Asked) => WireAnswer;

const json = ({ status, body }: RestAnswer, ending: Ending = 'whole'): WireAnswer => ({
  status,
  headers: { ...JSON_TYPE },
  body: bytes(toJson(body)),
  ending,
});

/** Each way to spoil an answer, and how often in a hundred. */
const SPOILS: readonly [weight: number, spoil: Spoil][] = [
  [40, ({ status, body }, making) => json({ status, body: mutateDeep(body, making) })],
  [10, (answer, { random }) => ({ ...json(answer), status: pick(random, STATUSES) })],
  [5, (answer, making) => json(withForeignRow(answer, making))],
  [
    12,
    ({ status }, { random }) => ({
      status,
      headers: JSON_TYPE,
      body: bytes(pick(random, BODIES)),
      ending: 'whole',
    }),
  ],
  [
    6,
    (_answer, { random }) => ({
      status: 429,
      headers: { 'Retry-After': pick(random, WAITS), 'RateLimit-Reset': pick(random, WAITS) },
      body: bytes('{}'),
      ending: 'whole',
    }),
  ],
  [
    8,
    (answer, { random, context }, asked) => ({
      ...json(answer),
      status: pick(random, [301, 302, 303, 307, 308]),
      // The version's redirect is followed once, to tell a network that wants a sign-in.
      headers: { Location: asked === 'version' ? '/login' : `${context.elsewhere}/redirect` },
    }),
  ],
  [6, (answer) => json(answer, 'cut off')],
  [4, (answer) => ({ ...json(answer), headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' } })],
  [
    3,
    ({ status }) => ({
      status,
      headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' },
      body: gzipBomb(),
      ending: 'whole',
    }),
  ],
  [3, (answer) => ({ ...json(answer), headers: { 'Content-Type': 'text/event-stream' } })],
  [2, (answer) => ({ ...json(answer), body: Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0) })],
  [0.7, (answer) => json(answer, 'endless')],
  [0.3, (answer) => json(answer, 'endless and slow')],
];

const TOTAL = SPOILS.reduce((sum, [weight]) => sum + weight, 0);

const spoilAt = (random: Random): Spoil => {
  let left = random() * TOTAL;
  for (const [weight, spoil] of SPOILS) {
    left -= weight;
    if (left < 0) return spoil;
  }
  return (answer) => json(answer);
};

/** What frame `index` answers, and to what: it spoils the true answer. */
export const answerAt = (
  seed: number,
  index: number,
  context: Making['context'],
): { asked: Asked; spoil: (answer: RestAnswer) => WireAnswer } => {
  const random = seeded(Math.imul(seed + 1, 0x27d4eb2f) ^ Math.imul(index + 1, 0x165667b1));
  random();
  const asked = pick<Asked>(random, ['history', 'history', 'history', ...ASKED]);
  const spoil = spoilAt(random);
  return { asked, spoil: (answer) => spoil(answer, { random, context, index }, asked) };
};
