import { describe, expect, it } from 'vitest';
import type { AgentId, EntityId, MessageId, RoomId } from '../../src/model/ids.ts';
import type { Attachment } from '../../src/model/message.ts';
import type { Room } from '../../src/model/room.ts';
import { codecOf, dialectOf } from '../../src/wire/codecs.ts';
import { decodeEvent } from '../../src/wire/decode.ts';
import { decodeCentralServers, decodeMessageServer } from '../../src/wire/decode-message-server.ts';
import {
  decodeAgents,
  decodeChannel,
  decodeHistory,
  decodeParticipants,
  decodePosted,
  decodeVersion,
  errorWords,
} from '../../src/wire/decode-rest.ts';
import { encodeJoin, encodeSend, FRAME_LIMIT, frameBytes } from '../../src/wire/encode.ts';
import type { Decoded } from '../../src/wire/events.ts';
import { readExpected, readTrace, TRACES, type TraceLine } from './trace.ts';

/**
 * Each line of a trace has its line in `fixtures/expected`: what it `is`, and the value that it must become.
 * A field that is absent there must be undefined. Lines that we do not read are named so, too.
 */
const ANSWERS: Record<string, (body: unknown) => Decoded<unknown>> = {
  version: decodeVersion,
  agents: decodeAgents,
  'message-server': decodeMessageServer,
  'central-servers': decodeCentralServers,
  channel: decodeChannel,
  participants: decodeParticipants,
  history: decodeHistory,
  posted: decodePosted,
  error: (body) => ({ ok: true, value: errorWords(body) }),
};

/** The payload of a frame that the client of the trace sent. */
interface Sent {
  roomId: RoomId;
  messageServerId: string;
  senderId?: EntityId;
  entityId?: EntityId;
  senderName?: string;
  message: string;
  messageId: MessageId;
  attachments: Attachment[];
  metadata: { targetUserId?: AgentId };
}

const sentBy = (line: TraceLine): { type: number; payload: Sent } =>
  line.args?.[0] as { type: number; payload: Sent };

const AGENT = 'b850bc30-45f8-0041-a00a-83df46d8555d' as AgentId;

const roomOf = (sent: Sent): Room => ({
  id: sent.roomId,
  title: 'A new chat',
  agentId: AGENT,
  entityId: sent.senderId ?? sent.entityId ?? ('' as EntityId),
  userName: sent.senderName ?? 'Extension User',
  messageServerId: sent.messageServerId,
});

describe.each(TRACES)('the trace of ElizaOS %s', (version) => {
  const trace = readTrace(version);
  const expected = readExpected(version);

  it('has an expectation for every line', () => {
    expect(expected.map((line) => line.line)).toEqual(trace.map((_line, index) => index + 1));
  });

  const lines = expected.map((line, index) => ({ ...line, index, name: nameOf(trace[index]) }));

  it.each(lines)('line $line: $name is $is', ({ is, value, index }) => {
    const line = trace[index];
    if (line === undefined) throw new Error('there is no such line');
    if (is === 'step') return expect(line.step).toBeTypeOf('string');
    if (is === 'socket') return expect(line.socket).toBeTypeOf('string');
    if (is === 'event')
      return expect(decodeEvent(line.recv ?? '', line.args ?? [])).toEqual({ ok: true, value });
    if (is === 'join') {
      const sent = sentBy(line);
      // The client of the traces named the agent when it sent; ours does so when it joins as well.
      const payload = { ...sent.payload, metadata: { ...sent.payload.metadata, targetUserId: AGENT } };
      return expect(encodeJoin(roomOf(sent.payload))).toEqual({
        name: 'message',
        payload: { ...sent, payload },
      });
    }
    if (is === 'send') {
      const { payload } = sentBy(line);
      const emission = encodeSend(roomOf(payload), { ...payload, text: payload.message });
      // The traces' attachment lacks what the agent reads: `name` and `type`.
      const attachments = payload.attachments.map((attachment) => ({
        ...attachment,
        name: attachment.title,
        type: attachment.contentType,
      }));
      return expect(emission).toEqual({
        name: 'message',
        payload: { type: 2, payload: { ...payload, attachments } },
      });
    }
    const answer = ANSWERS[is];
    if (answer) return expect(answer(line.rest?.json)).toEqual({ ok: true, value });
    return expect(['unread', 'not ours']).toContain(is);
  });

  it('was recorded with the paths of its dialect', () => {
    const { paths, messageServer, createChannelBody } = codecOf(dialectOf(version));
    const asked = trace.flatMap(({ rest }) =>
      rest && rest.status < 400 ? [`${rest.method} ${rest.path}`] : [],
    );
    const created = trace.find(({ rest }) => rest?.method === 'POST' && rest.path === paths.channels)?.rest;
    const pair = pairOf(created?.body);
    expect(createChannelBody('A new chat', pair, [pair.agentId])).toEqual(created?.body);
    const id = decodeChannel(created?.json);
    if (!id.ok) throw new Error(id.reason);
    const room = id.value.id;
    expect(asked).toEqual(
      expect.arrayContaining([
        'GET /api/system/version',
        `GET ${messageServer?.path}`,
        `GET ${paths.agents}`,
        `GET ${paths.dmChannel(pair)}`,
        `POST ${paths.channels}`,
        `GET ${paths.participants(room)}`,
        `GET ${paths.messages(room, { limit: 50 })}`,
        `POST ${paths.messages(room)}`,
        `DELETE ${paths.channel(room)}`,
      ]),
    );
  });

  it('shows the server closing on a frame that is over the limit', () => {
    const last = trace.findLast((line) => line.send !== undefined);
    if (last === undefined) throw new Error('nothing was sent');
    const { payload } = sentBy(last);
    const send = (length: number) =>
      frameBytes(
        encodeSend(roomOf(payload), {
          messageId: payload.messageId,
          text: 'x'.repeat(length),
          attachments: [],
        }),
      );
    expect(payload.message).toBe('<1,100,000 x>');
    expect(send(1_100_000)).toBeGreaterThan(FRAME_LIMIT);
    expect(send(999_000)).toBeLessThan(FRAME_LIMIT);
  });
});

const pairOf = (body: unknown) => {
  const { participantCentralUserIds: ids, message_server_id } = body as {
    participantCentralUserIds: string[];
    message_server_id: string;
  };
  return { entityId: ids[0] ?? '', agentId: ids[1] ?? '', messageServerId: message_server_id };
};

function nameOf(line: TraceLine | undefined): string {
  if (line?.rest) return `${line.rest.method} ${line.rest.path.split('?')[0]} ${line.rest.status}`;
  return line?.recv ?? (line?.send && `sending ${line.send}`) ?? line?.step ?? line?.socket ?? '';
}
