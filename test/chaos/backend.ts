import { join } from 'node:path';
import { type RunningServer, startElizaOS } from '../../server/elizaos.ts';
import { freePort } from '../../server/ports.ts';
import { startRoomServer } from '../../server/room.ts';
import { type Stored, tokenOf, wordsOf } from './judge.ts';

/** A message as the server has it, under the server's own name of its room. */
export interface Row {
  channel: string;
  id: string;
  isOwn: boolean;
  /** It came by REST. */
  posted: boolean;
  text: string;
}

/** A server that can be killed, and asked what it has. */
export interface Backend {
  readonly port: number;
  /** Whether it has a history, and answers what is looked for in it. */
  readonly hasHistory: boolean;
  /** Its agents' names; none: its rooms are joined by their ids. */
  readonly agents: readonly string[];
  isUp(): boolean;
  start(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  /** All that it has, oldest first within each room. */
  rows(): Promise<Row[]>;
  stop(): Promise<void>;
}

const AGENTS = [
  { name: 'Eliza', bio: 'Listens.' },
  { name: 'Ada', bio: 'Counts.' },
  { name: 'Grace', bio: 'Compiles.' },
];
const CHUNK_DELAY_MS = 4;
const MESSAGE_SERVER = '00000000-0000-0000-0000-000000000000';
const PAGE = 200;
const WIDEST_PAGE = 6_400;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What stands under a path of names in an answer; undefined where it does not. */
const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value);

const listAt = (value: unknown, ...path: string[]): Record<string, unknown>[] => {
  const list = at(value, ...path);
  if (!Array.isArray(list)) throw new Error(`No list at ${path.join('.')}: ${JSON.stringify(value)}`);
  return list.filter(isRecord);
};

const getJson = async (url: string): Promise<unknown> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
};

/** All rows of a channel, newest first: each page begins a millisecond later than the last one ended. */
const historyOf = async (api: string, channel: string): Promise<Record<string, unknown>[]> => {
  const rows = new Map<string, Record<string, unknown>>();
  let before: number | undefined;
  let limit = PAGE;
  for (;;) {
    const query = before === undefined ? '' : `&before=${before}`;
    const page = listAt(
      await getJson(`${api}/messaging/channels/${channel}/messages?limit=${limit}${query}`),
      'data',
      'messages',
    );
    const known = rows.size;
    for (const row of page) rows.set(String(row.id), row);
    if (page.length < limit) return [...rows.values()];
    if (rows.size > known) limit = PAGE;
    else if (limit < WIDEST_PAGE) limit *= 2;
    else throw new Error(`Too many rows of one millisecond in ${channel}`);
    before = Number(page.at(-1)?.created_at) + 1;
  }
};

/** A real ElizaOS with three agents, its rate limit lifted. `dataDir`: what survives its death. */
export const elizaBackend = async (dataDir: string): Promise<Backend> => {
  const port = await freePort(0);
  const api = `http://127.0.0.1:${port}/api`;
  let server: RunningServer | undefined;
  const start = async (): Promise<void> => {
    server = await startElizaOS({
      port,
      dataDir: join(dataDir, 'elizaos'),
      liftRateLimit: true,
      chunkDelayMs: CHUNK_DELAY_MS,
      agents: AGENTS,
    });
  };
  return {
    port,
    hasHistory: true,
    agents: AGENTS.map(({ name }) => name),
    isUp: () => server !== undefined,
    start,
    kill: async () => {
      const killed = server;
      server = undefined;
      await killed?.kill();
    },
    rows: async () => {
      const agents = new Set(listAt(await getJson(`${api}/agents`), 'data', 'agents').map(({ id }) => id));
      const channels = listAt(
        await getJson(`${api}/messaging/message-servers/${MESSAGE_SERVER}/channels`),
        'data',
        'channels',
      );
      const rows: Row[] = [];
      for (const { id } of channels) {
        const channel = String(id);
        const here = await historyOf(api, channel);
        here.sort((a, b) => Number(a.created_at) - Number(b.created_at));
        rows.push(
          ...here.map((row) => ({
            channel,
            id: String(row.id),
            isOwn: !agents.has(row.authorId),
            // What came over a socket is kept whole.
            posted: at(row.rawMessage, 'message') === undefined,
            text: String(row.content),
          })),
        );
      }
      return rows;
    },
    stop: async () => {
      await server?.stop();
      server = undefined;
    },
  };
};

/** The document's server: what counts is what it received. */
export const roomBackend = async (): Promise<Backend> => {
  const server = await startRoomServer({ chunkDelayMs: CHUNK_DELAY_MS, stream: true });
  return {
    port: server.port,
    hasHistory: false,
    agents: [],
    isUp: () => true,
    start: async () => {},
    kill: () => server.restart(),
    rows: async () =>
      server.received.flatMap(({ name, args }, index): Row[] => {
        const [, posted] = /^POST .*\/channels\/([^/]+)\/messages$/.exec(name) ?? [];
        const id = `received ${index}`;
        if (posted !== undefined) {
          const text = String(at(args[0], 'text'));
          return [{ channel: decodeURIComponent(posted), id, isOwn: true, posted: true, text }];
        }
        const payload = at(args[0], 'payload');
        const text = at(payload, 'message');
        if (name !== 'message' || at(args[0], 'type') !== 2 || typeof text !== 'string') return [];
        return [{ channel: String(at(payload, 'roomId')), id, isOwn: true, posted: false, text }];
      }),
    stop: () => server.stop(),
  };
};

/** The rows under the rooms' names of the person: a channel is the room where most of its messages were typed. */
export const named = (rows: readonly Row[], typedIn: ReadonlyMap<string, string>): Stored[] => {
  const votes = new Map<string, Map<string, number>>();
  for (const { channel, isOwn, text } of rows) {
    const room = isOwn ? typedIn.get(tokenOf(text) ?? '') : undefined;
    if (room === undefined) continue;
    const here = votes.get(channel) ?? new Map<string, number>();
    votes.set(channel, here.set(room, (here.get(room) ?? 0) + 1));
  }
  const nameOf = (channel: string): string => {
    const [best] = [...(votes.get(channel) ?? [])].sort(([, a], [, b]) => b - a);
    return best?.[0] ?? channel;
  };
  return rows.map(({ channel, id, isOwn, posted, text }) => ({
    room: nameOf(channel),
    id,
    posted,
    token: isOwn ? (tokenOf(text) ?? text) : undefined,
    words: wordsOf(text),
  }));
};
