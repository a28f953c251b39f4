import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const Fields = v.record(v.string(), v.unknown());

const Line = v.object({
  t: v.number(),
  step: v.optional(v.string()),
  socket: v.optional(v.string()),
  message: v.optional(v.string()),
  send: v.optional(v.string()),
  recv: v.optional(v.string()),
  args: v.optional(v.array(v.unknown()), []),
  rest: v.optional(
    v.object({
      method: v.string(),
      path: v.string(),
      body: v.optional(v.unknown()),
      status: v.number(),
      json: v.optional(v.unknown()),
    }),
  ),
});
type Line = v.InferOutput<typeof Line>;

/** What the server said, and how long after what it answered (ms). */
export interface Said {
  name: string;
  payload: Record<string, unknown>;
  after: number;
}

/** A frame that a client sent, and what the server said before anything else happened. */
export interface Exchange {
  name: string;
  args: unknown[];
  answers: Said[];
}

export interface RestExchange {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  status: number;
  json: unknown;
}

/** A recorded session with an ElizaOS server, taken apart. */
export interface Script {
  agentId: string;
  messageServerId: string;
  /** The recorded client: its entity, and its socket's id. */
  entityId: string;
  socketId: string;
  /** What a handshake without an entity was refused with; undefined where it was accepted. */
  refusal: string | undefined;
  greetings: Said[];
  exchanges: Exchange[];
  rest: RestExchange[];
  /** The history's rows by their ids. */
  rows: Map<string, Record<string, unknown>>;
}

const Send = v.object({ senderId: v.string(), messageServerId: v.string(), metadata: Fields });
const History = v.object({ data: v.object({ messages: v.array(v.looseObject({ id: v.string() })) }) });

export const readScript = (file: string | URL): Script => {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => v.parse(Line, JSON.parse(line)));
  const scene = (step: string): Line[] => {
    const start = lines.findIndex((line) => line.step === step) + 1;
    const end = lines.findIndex((line, index) => index >= start && line.step !== undefined);
    return lines.slice(start, end);
  };
  const exchanges = lines.flatMap((line, index) =>
    line.send ? [exchange(line, lines.slice(index + 1))] : [],
  );
  const rest = lines.flatMap((line) => (line.rest ? [restExchange(line.rest)] : []));
  const histories = rest.flatMap(({ json }) => (v.is(History, json) ? json.data.messages : []));
  const [hello] = scene('sending with every id');
  const sent = v.parse(v.object({ payload: Send }), hello?.args[0]).payload;
  const connected = scene('a handshake with auth.entityId');
  const greetings = connected.flatMap((line) => (line.recv ? [said(line, line.t)] : []));
  const established = greetings.find(({ name }) => name === 'connection_established');
  return {
    agentId: v.parse(v.string(), sent.metadata.targetUserId),
    messageServerId: sent.messageServerId,
    entityId: sent.senderId,
    socketId: v.parse(v.string(), established?.payload.socketId),
    refusal: scene('a handshake without auth.entityId').find(({ socket }) => socket === 'connect_error')
      ?.message,
    greetings,
    exchanges,
    rest,
    rows: new Map(histories.map((row) => [row.id, row])),
  };
};

const said = (line: Line, since: number): Said => ({
  name: line.recv ?? '',
  payload: v.parse(Fields, line.args[0]),
  after: line.t - since,
});

const exchange = (line: Line, rest: readonly Line[]): Exchange => {
  const end = rest.findIndex(({ recv }) => recv === undefined);
  return {
    name: line.send ?? '',
    args: line.args,
    answers: rest.slice(0, end < 0 ? rest.length : end).map((answer) => said(answer, line.t)),
  };
};

const restExchange = ({ method, path, body, status, json }: NonNullable<Line['rest']>): RestExchange => {
  const [pathname = '', query] = path.split('?');
  return { method, path: pathname, query: new URLSearchParams(query), body, status, json };
};

/** Ids that are the same in every session. */
export const fixedOf = ({ agentId, messageServerId }: Script): Set<string> =>
  new Set([agentId, messageServerId]);
