import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'socket.io';
import * as v from 'valibot';
import { broadcastAnswer } from './broadcast.ts';
import type { RoomContext } from './context.ts';
import { fault, PostedMessage } from './payloads.ts';

/** The most bytes of a body: Socket.IO's default for a frame. */
const MOST_BYTES = 1_000_000;

const MESSAGES = /^\/api\/messaging\/channels\/([^/]+)\/messages$/;

/** Lets the origin of a request read the answer: the wall before this server has let it in. */
const corsHeaders = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'content-type, x-api-key',
  vary: 'Origin',
});

/** The body; undefined where it is longer than the limit. */
const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > MOST_BYTES) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const frame = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

interface Posted {
  roomId: string;
  message: v.InferOutput<typeof PostedMessage>;
}

/** Answers a POST of a message in the mode that it names. */
const answerPosted = async (
  { roomId, message }: Posted,
  response: ServerResponse,
  io: Server,
  context: RoomContext,
): Promise<void> => {
  const { headers, json } = writers(response, context);
  const { text, entityId, mode } = message;
  const userMessage = {
    id: randomUUID(),
    channel_id: roomId,
    author_id: entityId,
    content: text,
    created_at: Date.now(),
  };
  const done = (responseId: string, answer: string): object => ({
    text: answer,
    actions: ['REPLY'],
    responseId,
    inReplyTo: userMessage.id,
  });
  switch (mode) {
    case 'websocket':
      json(202, { success: true, userMessage });
      return broadcastAnswer(io, context, { roomId, text, metadata: {} });
    case 'sync': {
      const answer = context.ask(roomId, text);
      if (answer === undefined) return json(504, { success: false, error: 'The agent did not answer' });
      let whole = '';
      for await (const chunk of answer) whole += chunk;
      return json(200, { success: true, userMessage, agentResponse: done(randomUUID(), whole) });
    }
    case 'stream': {
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
      });
      response.write(frame('user_message', userMessage));
      const messageId = randomUUID();
      let whole = '';
      let index = 0;
      try {
        for await (const chunk of context.ask(roomId, text) ?? []) {
          if (response.destroyed || index === context.misbehaviour.cutStreamsAfter) break;
          response.write(frame('chunk', { messageId, chunk, index }));
          whole += chunk;
          index += 1;
        }
      } catch (error) {
        response.write(frame('error', { error: error instanceof Error ? error.message : String(error) }));
        response.end();
        return;
      }
      if (whole !== '' && index !== context.misbehaviour.cutStreamsAfter) {
        response.write(frame('done', done(messageId, whole)));
      }
      response.end();
      return;
    }
    default:
      mode satisfies never;
  }
};

const writers = (
  response: ServerResponse,
  { cors }: RoomContext,
): { headers: Record<string, string>; json: (status: number, value: unknown) => void } => {
  const { origin } = response.req.headers;
  const headers = cors && origin !== undefined ? corsHeaders(origin) : {};
  return {
    headers,
    json: (status, value) => {
      response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(value));
    },
  };
};

/** Answers an HTTP request; an unknown one with 404 and an error as JSON. */
export const answerHttp = async (
  request: IncomingMessage,
  response: ServerResponse,
  io: Server,
  context: RoomContext,
): Promise<void> => {
  const { headers, json } = writers(response, context);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const roomId = MESSAGES.exec(pathname)?.[1];
  if (request.method === 'OPTIONS') {
    response.writeHead(204, headers);
    response.end();
    return;
  }
  if (request.method === 'GET' && pathname === '/health') return json(200, { status: 'OK' });
  if (request.method !== 'POST' || roomId === undefined) {
    return json(404, { success: false, error: `There is no ${request.method} ${pathname}` });
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    return json(413, { success: false, error: `More than ${MOST_BYTES} bytes` });
  }
  const value = parseJson(body);
  context.received.push({ name: `POST ${pathname}`, args: [value] });
  const message = v.safeParse(PostedMessage, value);
  if (!message.success) return json(400, { success: false, error: fault(message.issues) });
  const { refuseSends } = context.misbehaviour;
  if (refuseSends !== undefined) return json(403, { success: false, error: refuseSends });
  await answerPosted({ roomId: decodeURIComponent(roomId), message: message.output }, response, io, context);
};
