import { encodePacket } from 'engine.io-parser';
import fc from 'fast-check';
import { Encoder, PacketType } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import type { AgentId, EntityId, MessageId, RoomId } from '../../src/model/ids.ts';
import type { Room } from '../../src/model/room.ts';
import {
  type Emission,
  encodeJoin,
  encodeSend,
  encodeTyping,
  FRAME_LIMIT,
  frameBytes,
} from '../../src/wire/encode.ts';

const room: Room = {
  id: 'room-1' as RoomId,
  title: 'Room',
  entityId: 'entity-1' as EntityId,
  userName: 'Ann',
  messageServerId: 'server-1',
};

const direct: Room = { ...room, agentId: 'agent-1' as AgentId, agentName: 'Eliza' };

const draft = (text: string) => ({ messageId: 'message-1' as MessageId, text, attachments: [] });

describe('what we emit', () => {
  it('joins with the document’s fields and those of ElizaOS', () => {
    expect(encodeJoin(room)).toStrictEqual({
      name: 'message',
      payload: {
        type: 1,
        payload: {
          roomId: 'room-1',
          channelId: 'room-1',
          serverId: 'server-1',
          messageServerId: 'server-1',
          entityId: 'entity-1',
          metadata: {},
        },
      },
    });
  });

  it('sends the document’s eight fields and the ids of ElizaOS', () => {
    expect(encodeSend(room, draft('hello'), 'client_chat')).toStrictEqual({
      name: 'message',
      payload: {
        type: 2,
        payload: {
          senderId: 'entity-1',
          senderName: 'Ann',
          message: 'hello',
          roomId: 'room-1',
          channelId: 'room-1',
          serverId: 'server-1',
          messageServerId: 'server-1',
          messageId: 'message-1',
          source: 'client_chat',
          attachments: [],
          metadata: {},
        },
      },
    });
  });

  it.each([
    ['join', encodeJoin(direct)],
    ['send', encodeSend(direct, draft(''))],
  ])('makes the room a direct one with its agent by a %s', (_name, emission) => {
    const metadata = { isDm: true, channelType: 'DM', targetUserId: 'agent-1' };
    expect(emission).toHaveProperty('payload.payload.metadata', metadata);
  });

  it('says in the metadata of an edit what it was written in place of', () => {
    const edit = { ...draft('better'), edits: 'message-0' as MessageId };
    expect(encodeSend(direct, edit)).toHaveProperty('payload.payload.metadata', {
      isDm: true,
      channelType: 'DM',
      targetUserId: 'agent-1',
      editOf: 'message-0',
    });
  });

  it('says typing to whom the document’s server relays it', () => {
    expect(encodeTyping(room, true)).toStrictEqual({
      name: 'typing',
      payload: {
        roomId: 'room-1',
        channelId: 'room-1',
        userId: 'entity-1',
        entityId: 'entity-1',
        userName: 'Ann',
        isTyping: true,
      },
    });
  });
});

/** The bytes that socket.io-client and engine.io-client write for it. */
const writtenBytes = ({ name, payload }: Emission, id?: number): Promise<number> => {
  const [data, ...binary] = new Encoder().encode({
    type: PacketType.EVENT,
    nsp: '/',
    data: [name, payload],
    ...(id !== undefined && { id }),
  });
  expect(binary).toEqual([]);
  return new Promise((resolve) =>
    encodePacket({ type: 'message', data }, false, (frame) => resolve(Buffer.byteLength(frame, 'utf8'))),
  );
};

/** Any sequence of UTF-16 code units: halves of surrogate pairs as well. */
const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }))
  .map((units) => String.fromCharCode(...units));

describe('the size of a frame', () => {
  it('is what the client’s own encoders write, for any text', { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), codeUnits),
        fc.option(fc.nat(), { nil: undefined }),
        async (text, ackId) => {
          const emission = encodeSend({ ...direct, userName: text.slice(0, 5) }, draft(text));
          expect(frameBytes(emission, ackId)).toBe(await writtenBytes(emission, ackId));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['join', encodeJoin(direct)],
    ['typing', encodeTyping(direct, false)],
  ])('holds for a %s', async (_name, emission) => {
    expect(frameBytes(emission)).toBe(await writtenBytes(emission));
  });

  it('lies between what was acknowledged and what closed the socket', () => {
    const around = frameBytes(encodeSend(direct, draft('')));
    expect(frameBytes(encodeSend(direct, draft('x'.repeat(FRAME_LIMIT - around))))).toBe(FRAME_LIMIT);
    expect(FRAME_LIMIT).toBeGreaterThanOrEqual(999_900);
    expect(FRAME_LIMIT).toBeLessThan(1_000_100);
  });
});
