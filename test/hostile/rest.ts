import { randomUUID } from 'node:crypto';
import { versionBody } from '../harness/nouns.ts';
import type { Row } from './said.ts';

export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': '*',
  'Access-Control-Allow-Headers': '*',
};

/** What the answers are made of. */
export interface Rest {
  room: string;
  agent: string;
  rows: ReadonlyMap<string, Row>;
  /** Keeps a message that was posted. */
  keep(clientId: string, text: string, authorId: string, createdAt: number): Row;
}

const ZERO = '00000000-0000-0000-0000-000000000000';

/** A row in the form of the history, or of the answer to a post. */
export const rowBody = (room: string, { id, text, authorId, createdAt, clientId }: Row): object => ({
  id,
  channelId: room,
  authorId,
  content: text,
  rawMessage: { messageId: clientId },
  created_at: createdAt,
});

const history = ({ room, rows }: Rest, url: URL): object => {
  const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
  const limit = Number(url.searchParams.get('limit'));
  const older = [...rows.values()]
    .filter(({ createdAt }) => createdAt < before)
    .sort((a, b) => a.createdAt - b.createdAt);
  return {
    messages: older
      .slice(-limit)
      .reverse()
      .map((row) => rowBody(room, row)),
  };
};

/** What is answered to a request, in JSON. */
export interface RestAnswer {
  status: number;
  body: unknown;
}

const ok = (data: unknown, status = 200): RestAnswer => ({ status, body: { success: true, data } });

/** A request's method and path, the messaging API's without its beginning and its ids. */
export const routeOf = (method: string, { pathname }: URL): string =>
  `${method} ${pathname.replace('/api/messaging/', '').replace(/\/[0-9a-f-]{36}(?=\/|$)/, '/*')}`;

/** The answer of ElizaOS 1.7.2, as far as a conversation needs it. */
export const trueAnswer = (rest: Rest, method: string, url: URL, body: string): RestAnswer => {
  switch (routeOf(method, url)) {
    case 'GET /api/system/version':
      return { status: 200, body: versionBody('1.7.2') };
    case 'GET /api/agents':
      return ok({
        agents: [{ id: rest.agent, name: 'Eliza', characterName: 'Eliza', bio: '', status: 'active' }],
      });
    case 'GET message-server/current':
      return ok({ messageServerId: ZERO });
    case 'GET dm-channel':
    case 'GET channels/*/details':
      return ok({ id: rest.room, name: 'DM' });
    case 'PATCH channels/*':
      return ok({ id: rest.room, name: JSON.parse(body).name });
    case 'GET channels/*/participants':
      return ok([rest.agent]);
    case 'GET channels/*/messages':
      return ok(history(rest, url));
    case 'POST channels/*/messages': {
      const { author_id: author, content, raw_message: raw } = JSON.parse(body);
      const row = rest.keep(String(raw?.messageId), String(content), String(author), Date.now());
      const reply = { text: 'An answer', actions: ['REPLY'], responseId: randomUUID(), inReplyTo: row.id };
      return {
        status: 201,
        body: { success: true, userMessage: rowBody(rest.room, row), agentResponse: reply },
      };
    }
    default:
      return {
        status: 404,
        body: { success: false, error: { message: 'API endpoint not found', code: 404 } },
      };
  }
};
