import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { versionBody } from '../harness/nouns.ts';
import type { Row } from './frames.ts';

export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': '*',
  'Access-Control-Allow-Headers': '*',
};

/** What the answers are made of. */
export interface Rest {
  room: string;
  agent: string;
  rows: readonly Row[];
  /** Keeps a message that was posted. */
  keep(clientId: string, text: string, authorId: string, createdAt: number): Row;
}

const ZERO = '00000000-0000-0000-0000-000000000000';

/** A row in the form of the history, or of the answer to a post. */
const rowBody = (room: string, { id, text, authorId, createdAt, clientId }: Row): object => ({
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
  const older = rows.filter(({ createdAt }) => createdAt < before).sort((a, b) => a.createdAt - b.createdAt);
  return {
    messages: older
      .slice(-limit)
      .reverse()
      .map((row) => rowBody(room, row)),
  };
};

/** Answers as ElizaOS 1.7.2 does, as far as a conversation needs it. */
export const answerRest = (
  rest: Rest,
  method: string,
  { pathname, searchParams }: URL,
  body: string,
  response: ServerResponse,
): void => {
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const ok = (data: unknown, status = 200): void => json(status, { success: true, data });
  const path = pathname.replace('/api/messaging/', '').replace(/\/[0-9a-f-]{36}(?=\/|$)/, '/*');
  switch (`${method} ${path}`) {
    case 'GET /api/system/version':
      return json(200, versionBody('1.7.2'));
    case 'GET /api/agents':
      return ok({
        agents: [{ id: rest.agent, name: 'Eliza', characterName: 'Eliza', bio: '', status: 'active' }],
      });
    case 'GET message-server/current':
      return ok({ messageServerId: ZERO });
    case 'GET dm-channel':
      return ok({ id: rest.room, name: 'DM' });
    case 'GET channels/*/details':
      return ok({ id: rest.room, name: 'DM' });
    case 'GET channels/*/participants':
      return ok([rest.agent]);
    case 'GET channels/*/messages':
      return ok(history(rest, new URL(`http://localhost?${searchParams}`)));
    case 'POST channels/*/messages': {
      const { author_id: author, content, raw_message: raw, mode } = JSON.parse(body);
      const row = rest.keep(String(raw?.messageId), String(content), String(author), Date.now());
      const answer = { text: 'An answer', actions: ['REPLY'], responseId: randomUUID(), inReplyTo: row.id };
      return json(201, {
        success: true,
        userMessage: rowBody(rest.room, row),
        ...(mode === 'sync' && { agentResponse: answer }),
      });
    }
    default:
      return json(404, { success: false, error: { message: 'API endpoint not found', code: 404 } });
  }
};
