import { randomUUID } from 'node:crypto';
import { type Asked, answerAt } from './answers.ts';
import type { Collected } from './collect.ts';
import type { Range } from './judge.ts';
import type { Context } from './payloads.ts';
import { serveAnswer } from './serve-answer.ts';
import { sseAt } from './sse.ts';
import { command, profileIn } from './witness.ts';
import type { World } from './world.ts';

/** How long it is waited for a request that may not come: the client may already be reading what it needs (ms). */
const REQUEST_MS = 3_000;
/** How long the client may take to post what was typed: it may have to look for the message before (ms). */
const POST_MS = 60_000;

const ROUTES: Readonly<Record<Asked, string>> = {
  agents: 'GET /api/agents',
  history: 'GET channels/*/messages',
  participants: 'GET channels/*/participants',
  version: 'GET /api/system/version',
  rename: 'PATCH channels/*',
};

/** Has the worker make a request. */
const makeRequest = async ({ server, views: [{ page }], joined }: World, asked: Asked): Promise<void> => {
  const { room: roomId } = server;
  switch (asked) {
    case 'agents':
      return void (await command(page, { type: 'refresh-agents' }));
    case 'history':
      // It is read when the room has been joined again.
      server.link()?.close();
      return void (await joined());
    case 'participants':
      return void (await command(page, { type: 'check', what: 'participants' }));
    case 'version':
      return void (await command(page, { type: 'check', what: 'server' }));
    case 'rename':
      return void (await command(page, { type: 'rename-room', roomId, title: 'Renamed' }));
    default:
      return asked satisfies never;
  }
};

/** Answers requests wrongly, one for each index. */
export const answerWrongly = async (
  world: World,
  seed: number,
  { from, to }: Range,
  context: Context,
): Promise<void> => {
  await world.joined();
  for (let index = from; index < to; index += 1) {
    const { asked, spoil } = answerAt(seed, index, context);
    const answered = world.server.answerNext(ROUTES[asked], REQUEST_MS, (truth, response) =>
      serveAnswer(response, spoil(truth)),
    );
    await makeRequest(world, asked);
    await answered;
  }
};

/** Posts a message and has its answer stream the frames. Without a socket, which is let in again at the end. */
export const streamWrongly = async (
  world: World,
  seed: number,
  range: Range,
  context: Context,
  into: Collected,
): Promise<void> => {
  const { server, views } = world;
  const [{ page }] = views;
  const id = await profileIn(page);
  server.letIn('requests');
  await command(page, { type: 'edit-server', id, mode: 'stream' });
  const token = `p${into.typed.length}`;
  const text = `${token} is answered by a stream`;
  const posted = server.answerNext('POST channels/*/messages', POST_MS, (truth, response) => {
    const row = Object(truth.body).userMessage;
    const replyId = randomUUID();
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    // Seldom the client is not told that its message was taken.
    if (range.from % 200 !== 0) response.write(`event: user_message\ndata: ${JSON.stringify(row)}\n\n`);
    for (let index = range.from; index < range.to; index += 1) {
      response.write(sseAt(seed, index, context, { row, replyId }));
    }
    if (range.from % 100 === 0) response.destroy();
    else response.end();
  });
  await page.byRole('textbox', 'Message').fill(text);
  await page.byRole('button', 'Send').click();
  into.typed.push({ token, text });
  if (!(await posted)) into.sent.push({ token, ms: undefined, ...range });
  server.letIn('websocket');
  await command(page, { type: 'edit-server', id, mode: 'automatic' });
};
