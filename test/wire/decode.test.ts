import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../src/wire/decode.ts';
import { SAMPLES } from './samples.ts';

const without = (payload: Record<string, unknown>, field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(payload).filter(([name]) => name !== field));

const reasonOf = (name: string, ...args: unknown[]): string => {
  const decoded = decodeEvent(name, args);
  return decoded.ok ? 'decoded' : decoded.reason;
};

const eventOf = (name: string, ...args: unknown[]): unknown => {
  const decoded = decodeEvent(name, args);
  return decoded.ok ? decoded.value : decoded.reason;
};

/** The room's either name stands under one in a reason. */
const inReason = (field: string): string => (field === 'channelId' ? 'roomId' : field);

describe.each(SAMPLES)('$event', ({ event, payload, required }) => {
  const optional = Object.keys(payload).filter((field) => !required.includes(field));

  it('decodes', () => {
    expect(reasonOf(event, payload)).toBe('decoded');
  });

  it.each(required)('names a missing %s', (field) => {
    expect(reasonOf(event, without(payload, field))).toBe(`${event}: ${inReason(field)} is missing`);
    expect(reasonOf(event, { ...payload, [field]: null })).toBe(`${event}: ${inReason(field)} is missing`);
  });

  it.each(required.filter((field) => field !== 'error'))('names a %s that is something else', (field) => {
    for (const wrong of [{}, [], () => 'x', Symbol('x')]) {
      expect(reasonOf(event, { ...payload, [field]: wrong })).toMatch(
        new RegExp(`^${event}: ${inReason(field)} is not a (string|number|boolean)$`),
      );
    }
  });

  it.each(optional)('decodes without %s', (field) => {
    expect(reasonOf(event, without(payload, field))).toBe('decoded');
    expect(reasonOf(event, { ...payload, [field]: null })).toBe('decoded');
  });
});

describe.each(SAMPLES.filter(({ required }) => required.length > 0))('$event', ({ event, payload }) => {
  it('names a payload that is missing or no object', () => {
    const problem = event === 'messageError' ? 'error is missing' : 'payload is not an object';
    expect(reasonOf(event)).toBe(`${event}: payload is missing`);
    expect(reasonOf(event, 42)).toBe(`${event}: payload is not an object`);
    expect(reasonOf(event, [payload])).toBe(`${event}: payload is not an object`);
    expect(reasonOf(event, event === 'messageError' ? {} : '')).toBe(`${event}: ${problem}`);
  });
});

describe.each(SAMPLES.filter(({ messageType }) => messageType !== undefined))(
  '$event as a message of type $messageType',
  ({ event, payload, required, messageType }) => {
    it('is the same', () => {
      expect(eventOf('message', { type: messageType, payload })).toStrictEqual(eventOf(event, payload));
    });

    it('names what is missing', () => {
      for (const field of required) {
        const fields = without(without(payload, field), 'messageId');
        expect(reasonOf('message', { type: messageType, payload: fields })).toBe(
          `message: ${field} is missing`,
        );
      }
    });
  },
);

describe('a broadcast', () => {
  const document = { roomId: 'r1', senderName: 'Eliza', text: 'hello' };

  it('of the document has no id, sender or time', () => {
    const metadata = { thought: 'hm', actions: ['REPLY', 7], secret: 'key' };
    expect(eventOf('messageBroadcast', { ...document, channelId: 'r1', metadata, extra: 1 })).toStrictEqual({
      type: 'broadcast',
      message: {
        serverId: undefined,
        clientId: undefined,
        roomId: 'r1',
        senderId: undefined,
        senderName: 'Eliza',
        text: 'hello',
        createdAt: undefined,
        source: undefined,
        thought: 'hm',
        actions: ['REPLY'],
        actionStatus: undefined,
        attachments: [],
      },
    });
  });

  it('takes its room by either name, roomId first', () => {
    const room = (fields: object) => eventOf('messageBroadcast', { text: '', ...fields });
    expect(room({ channelId: 'r2' })).toMatchObject({ message: { roomId: 'r2' } });
    expect(room({ roomId: 'r1', channelId: 'r2' })).toMatchObject({ message: { roomId: 'r1' } });
    expect(room({ roomId: '', channelId: 'r2' })).toMatchObject({ message: { roomId: 'r2' } });
    expect(room({ roomId: '' })).toBe('messageBroadcast: roomId is missing');
  });

  it.each([
    [1795507858078, 1795507858078],
    ['2026-11-24T08:10:58.078Z', 1795507858078],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [0, 0],
    [1795507858078.75, 1795507858078],
    [253402300799999, 253402300799999],
    ['9999-12-31T23:59:59.999Z', 253402300799999],
    [253402300800000, undefined],
    ['+010000-01-01T00:00:00.000Z', undefined],
    [8.64e15, undefined],
    [1e300, undefined],
    [-1, undefined],
    ['1969-12-31T23:59:59.999Z', undefined],
    ['yesterday', undefined],
    [new Date(Number.NaN), undefined],
    [{}, undefined],
  ])('reads the time %s as %s', (createdAt, expected) => {
    const decoded = decodeEvent('messageBroadcast', [{ ...document, createdAt }]);
    expect(decoded).toHaveProperty('value.message.createdAt', expected);
  });

  it('keeps the attachments that have a URL, by either naming', () => {
    const attachments = [
      { url: 'u1', id: 'a1', title: 't', name: 'n', contentType: 'c', type: 'y', text: 'secret' },
      { url: 'u2', name: 'n', type: 'y' },
      { id: 'a3', title: 'no url' },
      { url: 'u4' },
      null,
      'x',
    ];
    expect(decodeEvent('messageBroadcast', [{ ...document, attachments }])).toHaveProperty(
      'value.message.attachments',
      [
        { id: 'a1', url: 'u1', title: 't', contentType: 'c' },
        { id: 'u2', url: 'u2', title: 'n', contentType: 'y' },
        { id: 'u4', url: 'u4', title: '', contentType: '' },
      ],
    );
  });

  it('may call its text `message` where a server emits it as type 3', () => {
    expect(eventOf('message', { type: 3, payload: { roomId: 'r1', message: 'hi' } })).toMatchObject({
      type: 'broadcast',
      message: { text: 'hi' },
    });
  });
});

describe('control', () => {
  it.each([
    [{ action: 'disable_input' }, { enabled: false, roomId: undefined }],
    [
      { action: 'enable_input', channelId: 'r1' },
      { enabled: true, roomId: 'r1' },
    ],
    [
      { enabled: false, roomId: 'r1' },
      { enabled: false, roomId: 'r1' },
    ],
    [
      { roomId: 'r1', payload: { action: 'disable_input', target: 'input' } },
      { enabled: false, roomId: 'r1' },
    ],
    [{ payload: { enabled: true, roomId: 'r2' } }, { enabled: true, roomId: 'r2' }],
  ])('%j', (payload, expected) => {
    expect(eventOf('controlMessage', payload)).toStrictEqual({ type: 'control', ...expected });
  });

  it('names an action and a target that it does not know', () => {
    expect(reasonOf('controlMessage', { action: 'dance' })).toBe(
      'controlMessage: action is neither disable_input nor enable_input',
    );
    expect(reasonOf('controlMessage', { action: 'disable_input', target: 'button' })).toBe(
      'controlMessage: target is not input',
    );
  });
});

describe('what a server emits as message', () => {
  it('acknowledges by the id that was sent, where it gives one alone', () => {
    expect(eventOf('message', { type: 4, payload: { messageId: 'c1' } })).toStrictEqual({
      type: 'acknowledged',
      clientId: 'c1',
      serverId: undefined,
      roomId: undefined,
    });
  });

  it('thinks', () => {
    const payload = { channelId: 'r1', agentId: 'a1', agentName: 'Eliza' };
    const thinking = { type: 'thinking', roomId: 'r1', entityId: 'a1', name: 'Eliza' };
    expect(eventOf('message', { type: 5, payload })).toStrictEqual(thinking);
    expect(eventOf('message', { type: 5 })).toMatchObject({ type: 'thinking' });
  });

  it('is unknown with any other type, and undecodable without one', () => {
    expect(eventOf('message', { type: 99 })).toStrictEqual({ type: 'unknown', name: 'message of type 99' });
    expect(reasonOf('message', {})).toBe('message: type is missing');
    expect(reasonOf('message', 'hi')).toBe('message: payload is not an object');
  });
});

describe('anything else', () => {
  it('is an unknown event, by a name of bounded length', () => {
    expect(eventOf('newThing', { a: 1 })).toStrictEqual({ type: 'unknown', name: 'newThing' });
    expect(eventOf('constructor')).toStrictEqual({ type: 'unknown', name: 'constructor' });
    expect(eventOf('x'.repeat(10_000))).toStrictEqual({ type: 'unknown', name: 'x'.repeat(100) });
  });

  it('says an error in the words of the server, wrapped or not', () => {
    const error = { type: 'message-error', error: 'no' };
    expect(eventOf('messageError', 'no')).toStrictEqual(error);
    expect(eventOf('messageError', { error: { message: 'no', code: 404 } })).toStrictEqual(error);
    expect(eventOf('messageError', { message: 'no' })).toStrictEqual(error);
  });
});
