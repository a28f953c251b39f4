import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import { isUuid } from '../../src/model/ids.ts';
import { answerHttp } from './replay-http.ts';
import { type Bindings, bindNew, matches, render } from './replay-match.ts';
import { type Memory, remember, Sent } from './replay-memory.ts';
import { type Exchange, fixedOf, readScript, type Said, type Script } from './replay-trace.ts';

export interface ReplayServer {
  url: string;
  port: number;
  /** What came that is not in the trace; a test that uses the server is to fail where there is any. */
  unmatched: string[];
  /** To be handed to the next server, where one is to be started again. */
  memory: Memory;
  stop(): Promise<void>;
}

export interface ReplayOptions {
  port?: number;
  memory?: Memory;
}

/**
 * A Socket.IO and HTTP server that knows nothing but a recorded session with a real ElizaOS: what comes is
 * looked up in the trace and answered with what was answered there, with this session's ids, texts and times
 * in place of the trace's. What it is told it keeps, and hands out as rows of the trace's shape.
 */
export const startReplayServer = async (
  traceFile: string | URL,
  { port = 0, memory = new Map() }: ReplayOptions = {},
): Promise<ReplayServer> => {
  const script = readScript(traceFile);
  const unmatched: string[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const http = createServer((request, response) => {
    void answerHttp(script, memory, unmatched, request, response);
  });
  // As ElizaOS is configured: any origin, frames of a million bytes.
  const io = new Server(http, { cors: { origin: '*' }, maxHttpBufferSize: 1e6 });

  io.use((socket, next) => {
    const { entityId } = socket.handshake.auth as { entityId?: unknown };
    const isRefused = script.refusal !== undefined && !(typeof entityId === 'string' && isUuid(entityId));
    next(isRefused ? new Error(script.refusal) : undefined);
  });
  io.on('connection', (socket) => {
    const own: Bindings = new Map([
      [script.entityId, String(socket.handshake.auth.entityId ?? script.entityId)],
      [script.socketId, socket.id],
    ]);
    for (const { name, payload } of script.greetings) socket.emit(name, render(payload, own, Date.now()));
    socket.onAny((name: string, ...args: unknown[]) => {
      // A callback goes unanswered: no ElizaOS calls one.
      const sent = args.filter((arg) => typeof arg !== 'function');
      const found = findExchange(script, memory, name, sent, own);
      if (found) replay(found.exchange, found.bindings, sent, socket);
      else unmatched.push(`${name} ${JSON.stringify(sent).slice(0, 1_000)}`);
    });
  });

  const replay = ({ answers }: Exchange, bindings: Bindings, args: unknown[], socket: Socket): void => {
    const frame = v.safeParse(Frame, args[0]);
    const sent: Sent = frame.success ? frame.output.payload : {};
    if (answers.some(({ name }) => name === 'channel_joined')) void socket.join(sent.roomId ?? '');
    bindNew(answers, fixedOf(script), bindings, randomUUID);
    for (const answer of answers) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (answer.name === 'messageBroadcast') broadcast(answer, answers, bindings, sent, socket);
        else socket.emit(answer.name, render(answer.payload, bindings, Date.now()));
      }, answer.after);
      timers.add(timer);
    }
  };

  /** All in the room hear it; the sender alone is told by `clientMessageId` that it is its own. */
  const broadcast = (
    { name, payload: traced }: Said,
    answers: readonly Said[],
    bindings: Bindings,
    sent: Sent,
    socket: Socket,
  ): void => {
    const at = Date.now();
    const rendered = render(traced, bindings, at) as Record<string, unknown>;
    const room = sent.roomId ?? '';
    if (traced.clientMessageId === undefined) {
      const own = answers.find(({ payload }) => payload.clientMessageId !== undefined);
      const inReplyTo = bindings.get(String(own?.payload.id));
      remember(memory, script, { traced, bindings, sent: undefined, inReplyTo, at });
      io.to(room).emit(name, rendered);
      return;
    }
    remember(memory, script, { traced, bindings, sent, inReplyTo: undefined, at });
    const { message: text, senderName, attachments } = sent;
    const { clientMessageId, ...rest } = rendered;
    const common = { ...rest, text, senderName, attachments };
    socket.to(room).emit(name, common);
    socket.emit(name, { ...common, clientMessageId });
  };

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  const address = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    unmatched,
    memory,
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      http.closeAllConnections();
      await io.close();
    },
  };
};

const Frame = v.object({ type: v.number(), payload: v.optional(Sent, {}) });

/** The first exchange of the trace that begins with this frame, in a room that there is. */
const findExchange = (
  script: Script,
  memory: Memory,
  name: string,
  args: unknown[],
  own: Bindings,
): { exchange: Exchange; bindings: Bindings } | undefined => {
  const frame = v.safeParse(Frame, args[0]);
  const roomId = frame.success ? frame.output.payload.roomId : undefined;
  if (roomId !== undefined && !memory.has(roomId)) return undefined;
  for (const exchange of script.exchanges) {
    const bindings: Bindings = new Map(own);
    const traced = exchange.args.map(withoutExtras);
    if (exchange.name === name && matches(traced, args.map(withoutExtras), fixedOf(script), bindings)) {
      return { exchange, bindings };
    }
  }
  return undefined;
};

const WithExtras = v.looseObject({
  type: v.number(),
  payload: v.looseObject({
    metadata: v.optional(v.unknown()),
    attachments: v.optional(v.array(v.looseObject({}))),
  }),
});

/**
 * A frame without that to which the server's answer in the trace owes nothing: the metadata of a join, and
 * the second names of an attachment's fields, which the agent reads.
 */
const withoutExtras = (arg: unknown): unknown => {
  const parsed = v.safeParse(WithExtras, arg);
  if (!parsed.success) return arg;
  const { metadata, attachments, ...rest } = parsed.output.payload;
  return {
    type: parsed.output.type,
    payload: {
      ...rest,
      ...(parsed.output.type !== 1 && { metadata }),
      ...(attachments && { attachments: attachments.map(({ name, type, ...attachment }) => attachment) }),
    },
  };
};
