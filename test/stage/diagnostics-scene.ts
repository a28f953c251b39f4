import { createDiagnosticsLog, type DiagnosticsLog } from '../../src/diagnostics/log.ts';
import type { MessageId } from '../../src/model/ids.ts';
import type { CommandResult } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import { encodeJoin, encodeSend } from '../../src/wire/encode.ts';
import { madeRoom, ROOM_ID } from './made.ts';

type Answer = (ask: Command) => CommandResult | Promise<CommandResult>;

const MESSAGE = '11111111-2222-4333-8444-555555555555' as MessageId;
/** Twenty past ten, so that what is shown does not depend on the hour. */
const startedAt = new Date().setHours(10, 20, 0, 0);

/** What a worker has seen that had a conversation. */
const converse = (log: DiagnosticsLog, pass: (ms: number) => void): void => {
  const room = madeRoom();
  log.add('note', 'start', '4');
  log.add('in', 'GET /api/system/version', '200', { ms: 8 });
  pass(40);
  log.add('note', 'open', 'websocket', { pingInterval: 25_000, pingTimeout: 20_000 });
  log.add('in', 'authenticated', 'authenticated', { entityId: room.entityId });
  log.add('in', 'connection_established', 'connection-established', { status: 'connected' });
  const join = encodeJoin(room);
  log.add('out', join.name, `join ${room.id}`, join.payload);
  pass(14);
  log.add('in', 'channel_joined', 'joined', { channelId: ROOM_ID, roomId: ROOM_ID });
  log.add('in', `GET /api/messaging/channels/${ROOM_ID}/messages`, '200', { ms: 31 });
  pass(8_000);
  const send = encodeSend(room, { messageId: MESSAGE, text: 'How do I join again?', attachments: [] });
  log.add('out', send.name, 'send', send.payload);
  pass(52);
  log.add('in', 'messageAck', 'acknowledged', { clientMessageId: MESSAGE, messageId: 's1', roomId: ROOM_ID });
  for (let index = 0; index < 44; index += 1) {
    log.add('in', 'messageStreamChunk', 'stream-chunk', { channelId: ROOM_ID, chunk: 'every ', index });
  }
  pass(900);
  log.foreignRoom('7d3f1f1a-0c39-4a39-9a35-0f8f2a1b7c99');
  log.add('in', 'messageBroadcast', 'broadcast', { roomId: ROOM_ID, senderName: 'Eliza', text: 'On each.' });
};

const scene = (also: (log: DiagnosticsLog) => void, checked: CommandResult): Answer => {
  let now = startedAt;
  const log = createDiagnosticsLog(
    () => now,
    () => [],
  );
  const pass = (ms: number): void => {
    now += ms;
  };
  converse(log, pass);
  pass(61_000);
  also(log);
  return async (ask) => {
    if (ask.type === 'diagnose') return { ok: true, report: await log.report(ask.after) };
    return ask.type === 'check' ? checked : { ok: true };
  };
};

/** All is well. */
export const seenWell = (): Answer =>
  scene(() => {}, { ok: true, checked: { version: '1.7.2', dialect: 'modern', participants: [] } });

/** Then the server went away. */
export const seenEnding = (): Answer =>
  scene(
    (log) => {
      log.add('note', 'closed', 'transport close');
      log.add('note', 'closed', 'websocket error');
    },
    { ok: false, failure: { type: 'nothing-listens', host: 'localhost:3000' } },
  );
