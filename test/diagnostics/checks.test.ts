import { describe, expect, it } from 'vitest';
import { checks } from '../../src/diagnostics/checks.ts';
import type { Row, RowId } from '../../src/diagnostics/row.ts';
import type { EntityId, MessageId, RoomId } from '../../src/model/ids.ts';
import { encodePost } from '../../src/wire/encode.ts';
import {
  AGENT_ID,
  EVIDENT_ROOM,
  evidenceOf,
  failedCheck,
  MESSAGE_ID,
  type Over,
  ROOM_ID,
  type Scene,
} from '../harness/evidence.ts';

const ELSEWHERE = '8f0b9b9e-1d0c-4a39-9a35-0f8f2a1b7c12';

/** A run in which all went well, up to an answer. */
const wellPlayed = ({ log, clock, open, join, send }: Scene): void => {
  log.add('note', 'start', '3');
  log.add('in', 'GET /api/system/version', '200', { ms: 12 });
  open();
  log.add('in', 'authenticated', 'authenticated', {});
  join();
  clock.pass(11);
  log.add('in', 'channel_joined', 'joined', { channelId: ROOM_ID, roomId: ROOM_ID });
  log.add('in', `GET /api/messaging/channels/${ROOM_ID}/messages`, '200', { ms: 30 });
  send();
  clock.pass(40);
  log.add('in', 'messageAck', 'acknowledged', { clientMessageId: MESSAGE_ID, messageId: 's1' });
  log.add('in', 'messageBroadcast', 'broadcast', { roomId: ROOM_ID, text: 'Hello', senderId: AGENT_ID });
};

const allAsked: Over['asked'] = {
  server: { at: 0, ok: true, version: '1.7.2', dialect: 'modern' },
  participants: { at: 0, ok: true, participants: ['me', AGENT_ID] },
  history: { at: 0, ok: true },
};

const rowsOf = async (play: (scene: Scene) => void, over?: Over): Promise<Row[]> =>
  checks(await evidenceOf(play, over));

const rowOf = async (id: RowId, play: (scene: Scene) => void, over?: Over): Promise<Row> => {
  const row = (await rowsOf(play, over)).find((candidate) => candidate.id === id);
  if (!row) throw new Error(`there is no row ${id}`);
  return row;
};

describe('the checks', () => {
  it('claim nothing of a run in which nothing happened', async () => {
    const rows = await rowsOf(() => {}, { connection: { type: 'connecting' } });
    const claimed = rows.filter(({ mark }) => mark !== 'unknown');
    // That the worker runs is known by its answer.
    expect(claimed).toEqual([
      { id: 'worker', mark: 'good', datum: { type: 'worker', since: 1_000, starts: undefined, wakes: 0 } },
    ]);
  });

  it('are all good where all went well, each with what it saw', async () => {
    const rows = await rowsOf(wellPlayed, { asked: allAsked });
    expect(rows.map(({ id, mark, datum }) => [id, mark, datum])).toEqual([
      ['address', 'good', { type: 'answered', name: expect.stringMatching(/^GET /), status: '200', ms: 30 }],
      ['server', 'good', { type: 'version', version: '1.7.2', dialect: 'modern' }],
      ['origin', 'good', { type: 'answered', name: expect.stringMatching(/^GET /), status: '200', ms: 30 }],
      ['handshake', 'good', { type: 'connected', at: 1_000 }],
      ['transport', 'good', { type: 'transport', transport: 'websocket', pingSeconds: 25, ms: 11 }],
      ['room', 'good', { type: 'joined', at: 1_011, ms: 11 }],
      ['ids', 'good', { type: 'id-confirmed', id: ROOM_ID }],
      ['participant', 'good', { type: 'takes-part', count: 2 }],
      [
        'history',
        'good',
        { type: 'answered', name: expect.stringMatching(/messages$/), status: '200', ms: 30 },
      ],
      ['send', 'good', { type: 'payload-good', at: 1_011, fields: 11 }],
      ['acknowledgement', 'good', { type: 'acknowledged', at: 1_051, ms: 40 }],
      ['broadcast', 'good', { type: 'broadcast', at: 1_051, count: 1, foreign: undefined }],
      ['decoded', 'good', { type: 'understood', count: 4 }],
      ['worker', 'good', { type: 'worker', since: 1_000, starts: 3, wakes: 0 }],
    ]);
  });

  it('leave out what a server after the document does not have', async () => {
    const rows = await rowsOf(() => {}, { profile: { dialect: 'reference' } });
    const ids = rows.map(({ id }) => id);
    expect(ids).not.toContain('history');
    expect(ids).not.toContain('participant');
  });
});

const waiting: Over = { connection: { type: 'waiting', until: 9_000 } };

/** A run, and the row that it turns red. */
const RED: [string, RowId, Row['datum']['type'], (scene: Scene) => void, Over?][] = [
  [
    'nothing listens',
    'address',
    'no-answer',
    () => {},
    { ...waiting, asked: { server: failedCheck('nothing-listens') } },
  ],
  [
    'the line is gone and does not open again',
    'address',
    'no-answer',
    (scene) => {
      wellPlayed(scene);
      scene.log.add('note', 'closed', 'transport close');
      scene.log.add('note', 'closed', 'websocket error');
    },
    waiting,
  ],
  [
    'a request goes unanswered',
    'address',
    'no-answer',
    ({ log }) => log.add('in', 'GET /api/agents', 'no answer'),
    waiting,
  ],
  ['it takes too long', 'address', 'timeout', () => {}, { asked: { server: failedCheck('timeout') } }],
  [
    'a web server listens there',
    'server',
    'not-elizaos',
    () => {},
    { asked: { server: failedCheck('not-elizaos') } },
  ],
  [
    'an old Socket.IO listens there',
    'server',
    'old-socket-io',
    () => {},
    { asked: { server: failedCheck('old-socket-io') } },
  ],
  [
    'the server wants a key',
    'server',
    'error',
    () => {},
    { asked: { server: failedCheck('wants-key', 'It wants a key') } },
  ],
  [
    'the server has come to want a key',
    'server',
    'answered',
    (scene) => {
      wellPlayed(scene);
      scene.log.add('in', 'GET /api/agents', '401', { ms: 3 });
    },
  ],
  [
    'an old Socket.IO answers the handshake',
    'server',
    'old-socket-io',
    ({ log }) =>
      log.add(
        'note',
        'closed',
        'It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client',
      ),
    waiting,
  ],
  [
    'CORS stands in the way of a check',
    'origin',
    'unreadable',
    () => {},
    { asked: { server: failedCheck('not-allowed') } },
  ],
  [
    'CORS came to stand in the way',
    'origin',
    'unreadable',
    (scene) => {
      wellPlayed(scene);
      scene.log.add('in', 'GET /api/system/version', 'no answer');
      scene.log.add('in', 'GET /api/system/version', '0');
    },
  ],
  [
    'the key is wrong',
    'handshake',
    'refused',
    ({ log }) => log.add('note', 'refused', 'Invalid or missing API Key'),
    { connection: { type: 'refused', code: 'wants-key', error: 'Invalid or missing API Key' } },
  ],
  [
    'the line does not open',
    'handshake',
    'closed',
    ({ log }) => log.add('note', 'closed', 'timeout'),
    waiting,
  ],
  [
    'the line broke',
    'transport',
    'closed',
    (scene) => {
      scene.open();
      scene.log.add('note', 'closed', 'ping timeout');
    },
    waiting,
  ],
  [
    'the join is refused',
    'room',
    'refused',
    (scene) => {
      scene.open();
      scene.join();
      scene.log.add('note', 'refused', 'Access denied');
    },
    { connection: { type: 'refused', code: 'access-denied', error: 'Access denied' } },
  ],
  [
    'the join is not confirmed',
    'room',
    'closed',
    (scene) => {
      scene.open();
      scene.join();
      scene.log.add('note', 'closed', 'the join was not confirmed');
    },
    waiting,
  ],
  [
    'the join goes unanswered',
    'room',
    'nothing-heard',
    (scene) => {
      scene.open();
      scene.join();
      scene.clock.pass(10_001);
    },
    { connection: { type: 'connecting' } },
  ],
  [
    'nothing is heard in a room whose server confirms none',
    'room',
    'nothing-heard',
    (scene) => {
      scene.open();
      scene.join();
      scene.send();
      scene.log.add('in', 'acknowledgement', 'acknowledged', { success: true });
      scene.clock.pass(10_001);
    },
    { profile: { dialect: 'reference' } },
  ],
  ['one character of the room differs', 'ids', 'id-near', ({ log }) => log.foreignRoom(ELSEWHERE)],
  [
    'the server confirms another room',
    'ids',
    'id-near',
    ({ log }) => log.add('in', 'channel_joined', 'joined', { roomId: ELSEWHERE }),
  ],
  [
    'broadcasts come under another name',
    'broadcast',
    'other-event',
    ({ log }) => log.add('in', 'newMessage', 'unknown', { channelId: ROOM_ID, text: 'Hello' }),
  ],
  [
    'broadcasts come as message',
    'broadcast',
    'other-event',
    ({ log }) => log.add('in', 'message', 'not understood', { roomId: ROOM_ID, text: 'Hello' }),
  ],
  [
    'the server refuses the fields',
    'send',
    'error',
    (scene) => {
      scene.send();
      scene.log.add('in', 'messageError', 'message-error', { error: 'messageServerId is required' });
    },
  ],
  [
    'the room is no UUID, where one is wanted',
    'send',
    'payload-bad',
    (scene) => scene.send('hello', { ...EVIDENT_ROOM, id: 'my-room' as RoomId }),
  ],
  [
    'no acknowledgement comes',
    'acknowledgement',
    'waiting-since',
    (scene) => {
      scene.send();
      scene.clock.pass(10_001);
    },
  ],
  [
    'the agent is not in the room',
    'participant',
    'takes-no-part',
    () => {},
    { asked: { participants: { at: 0, ok: true, participants: ['me'] } } },
  ],
  [
    'who is in the room cannot be told',
    'participant',
    'error',
    () => {},
    { asked: { participants: failedCheck('server-error', 'Not found') } },
  ],
  [
    'the history cannot be read',
    'history',
    'answered',
    ({ log }) => log.add('in', `GET /api/messaging/channels/${ROOM_ID}/messages`, '500', { ms: 3 }),
  ],
  [
    'the history does not decode',
    'history',
    'error',
    () => {},
    { asked: { history: failedCheck('server-error', 'history: data is missing') } },
  ],
  [
    'something failed in the worker',
    'worker',
    'error',
    ({ log }) => log.add('note', 'fault', 'x is undefined'),
  ],
  ['nothing can be stored', 'worker', 'error', () => {}, { storageFault: 'QuotaExceededError' }],
  [
    'a broadcast does not decode',
    'decoded',
    'not-understood',
    ({ log }) => log.undecodable('messageBroadcast: text is missing'),
  ],
];

describe('a check turns red', () => {
  it.each(RED)('where %s: %s, %s', async (_, id, type, play, over) => {
    const row = await rowOf(id, play, over);
    expect(row).toMatchObject({ mark: 'bad', datum: { type } });
    expect(row.remedy).toBeDefined();
  });

  it('each of them', async () => {
    const every = (await rowsOf(() => {})).map(({ id }) => id).sort();
    expect([...new Set(RED.map(([, id]) => id))].sort()).toEqual(every);
  });
});

it('a key that is wanted is what each request that wants one names', async () => {
  const play = ({ log }: Scene): void =>
    log.add('in', `GET /api/messaging/channels/${ROOM_ID}/messages`, '401', { ms: 3 });
  const rows = await rowsOf(play);
  expect(rows.filter(({ remedy }) => remedy === 'give-key').map(({ id }) => id)).toEqual([
    'server',
    'history',
  ]);
});

describe('a check warns', () => {
  it.each<[string, RowId, Row['datum']['type'], (scene: Scene) => void, Over?]>([
    ['the server limits us', 'address', 'limited', ({ log }) => log.add('in', 'GET /api/agents', '429')],
    [
      'the server speaks otherwise than when it was set up',
      'server',
      'another-dialect',
      () => {},
      { asked: { server: { at: 0, ok: true, version: '1.5.8', dialect: 'central' } } },
    ],
    [
      'there is polling alone',
      'transport',
      'transport',
      ({ open }) => open(),
      { connection: { type: 'connected', transport: 'polling' } },
    ],
    [
      'only other rooms are heard',
      'broadcast',
      'foreign-only',
      ({ log }) => log.foreignRoom('quite another'),
    ],
    [
      'something of no weight does not decode',
      'decoded',
      'not-understood',
      ({ log }) => log.undecodable('userTyping: isTyping is missing'),
    ],
    [
      'a server after the document does not call back',
      'acknowledgement',
      'waiting-since',
      (scene) => {
        scene.send();
        scene.clock.pass(10_001);
      },
      { profile: { dialect: 'reference' } },
    ],
  ])('where %s', async (_, id, type, play, over) => {
    expect(await rowOf(id, play, over)).toMatchObject({ mark: 'warn', datum: { type } });
  });
});

describe('the room', () => {
  it('of a server that confirms none is known by what is heard in it', async () => {
    const over: Over = { profile: { dialect: 'reference' } };
    const joining = (scene: Scene): void => {
      scene.open();
      scene.join();
      scene.clock.pass(60_000);
    };
    expect(await rowOf('room', joining, over)).toMatchObject({ mark: 'unknown', datum: { type: 'joining' } });
    const heard = (scene: Scene): void => {
      joining(scene);
      scene.log.add('in', 'messageBroadcast', 'broadcast', { roomId: ROOM_ID, text: 'Hello' });
    };
    expect(await rowOf('room', heard, over)).toMatchObject({ mark: 'good', datum: { type: 'heard' } });
  });

  it('is left with the line', async () => {
    const row = await rowOf(
      'room',
      (scene) => {
        wellPlayed(scene);
        scene.log.add('note', 'closed', 'transport close');
      },
      waiting,
    );
    expect(row.mark).toBe('unknown');
  });

  it('that was heard on the line before counts for nothing on this one', async () => {
    const row = await rowOf('room', (scene) => {
      wellPlayed(scene);
      scene.log.add('note', 'closed', 'transport close');
      scene.open();
      scene.join();
    });
    expect(row).toMatchObject({ mark: 'unknown', datum: { type: 'joining' } });
  });
});

describe('several rooms', () => {
  it('are joined at once: another one’s confirmation is no fault of ours', async () => {
    const play = (scene: Scene): void => {
      wellPlayed(scene);
      scene.log.add('in', 'channel_joined', 'joined', { roomId: '00000000-0000-4000-8000-000000000000' });
    };
    expect(await rowOf('room', play)).toMatchObject({ mark: 'good', datum: { type: 'joined' } });
    expect(await rowOf('ids', play)).toMatchObject({ mark: 'good', datum: { id: ROOM_ID } });
  });

  it('may be refused on the next line, which is no answer to what was sent on the last', async () => {
    const row = await rowOf('send', (scene) => {
      wellPlayed(scene);
      scene.open();
      scene.log.add('in', 'messageError', 'message-error', { error: 'Access denied' });
    });
    expect(row.mark).toBe('good');
  });
});

describe('ids', () => {
  it('that are far from ours are other rooms, not ours written wrongly', async () => {
    const row = await rowOf('ids', (scene) => {
      wellPlayed(scene);
      scene.log.foreignRoom('00000000-0000-4000-8000-000000000000');
    });
    expect(row.mark).toBe('good');
  });
});

describe('an acknowledgement', () => {
  it.each<[string, (scene: Scene) => void]>([
    [
      'our own broadcast',
      ({ log }) => log.add('in', 'messageBroadcast', 'broadcast', { clientMessageId: MESSAGE_ID }),
    ],
    ['the callback', ({ log }) => log.add('in', 'acknowledgement', 'acknowledged', { success: true })],
    [
      'a message of type 4',
      ({ log }) => log.add('in', 'message', 'acknowledged', { type: 4, payload: { messageId: MESSAGE_ID } }),
    ],
  ])('is also %s', async (_, answer) => {
    const row = await rowOf('acknowledgement', (scene) => {
      scene.send();
      answer(scene);
    });
    expect(row).toMatchObject({ mark: 'good', datum: { type: 'acknowledged' } });
  });

  it('of the message before is none', async () => {
    const row = await rowOf('acknowledgement', (scene) => {
      scene.log.add('in', 'acknowledgement', 'acknowledged', { success: true });
      scene.send();
    });
    expect(row.mark).toBe('unknown');
  });

  it('of another message is none', async () => {
    const row = await rowOf('acknowledgement', (scene) => {
      scene.send();
      scene.log.add('in', 'messageAck', 'acknowledged', {
        clientMessageId: 'another',
        messageId: MESSAGE_ID,
      });
      scene.clock.pass(10_001);
    });
    // `messageId` of `messageAck` is the server's: it is ours in a bare ACK alone.
    expect(row.mark).toBe('bad');
  });
});

describe('a route without a socket', () => {
  const byRest: Over = { connection: { type: 'connected', transport: 'rest' }, profile: { mode: 'sync' } };
  const post = ({ log, clock }: Scene, room = EVIDENT_ROOM): void => {
    log.add('note', 'open', 'rest', { pingInterval: 25_000, pingTimeout: 20_000 });
    log.add('in', 'joined', 'joined', { type: 'joined', roomId: ROOM_ID });
    const draft = { messageId: MESSAGE_ID as MessageId, text: 'hello', attachments: [] };
    log.add('out', 'POST sync', 'send', encodePost(room, draft, 'sync'));
    clock.pass(30);
  };
  const accept = ({ log }: Scene): void => {
    log.add('in', `POST /api/messaging/channels/${ROOM_ID}/messages`, '201', { ms: 30 });
    log.add('in', 'broadcast', 'broadcast', {
      type: 'broadcast',
      message: { roomId: ROOM_ID, clientId: MESSAGE_ID, text: 'hello' },
    });
  };

  it('is judged by its posts and their answers', async () => {
    const rows = await rowsOf((scene) => {
      post(scene);
      accept(scene);
    }, byRest);
    const of = (id: RowId): Row | undefined => rows.find((row) => row.id === id);
    expect(of('transport')).toMatchObject({
      mark: 'good',
      datum: { transport: 'rest', pingSeconds: undefined },
    });
    expect(of('room')).toMatchObject({ mark: 'good', datum: { type: 'heard' } });
    expect(of('send')).toMatchObject({ mark: 'good', datum: { type: 'payload-good', fields: 7 } });
    expect(of('acknowledgement')).toMatchObject({ mark: 'good', datum: { type: 'acknowledged', ms: 30 } });
  });

  it('does not take its own word for being in the room', async () => {
    expect((await rowOf('room', post, byRest)).mark).toBe('unknown');
  });

  it('that was not chosen is slower than it might be', async () => {
    expect((await rowOf('transport', post, { ...byRest, profile: { mode: 'automatic' } })).mark).toBe('warn');
  });

  it('turns red where the post is refused', async () => {
    const refuse = (scene: Scene): void => {
      post(scene);
      scene.log.add('in', `POST /api/messaging/channels/${ROOM_ID}/messages`, '403', { ms: 3 });
    };
    expect(await rowOf('send', refuse, byRest)).toMatchObject({
      mark: 'bad',
      datum: { type: 'error', words: 'HTTP 403' },
    });
  });

  it('turns red where a field is not as it should be', async () => {
    const room = { ...EVIDENT_ROOM, entityId: 'robin' as EntityId };
    expect(await rowOf('send', (scene) => post(scene, room), byRest)).toMatchObject({
      mark: 'bad',
      datum: { type: 'payload-bad', fields: 'author_id' },
    });
  });
});

describe('a sender that is no UUID', () => {
  it('is named, field by field', async () => {
    const room = { ...EVIDENT_ROOM, entityId: 'robin' as EntityId };
    const row = await rowOf('send', (scene) => scene.send('', room));
    expect(row.datum).toMatchObject({ type: 'payload-bad', fields: 'senderId, message' });
    expect(row.fields).toContainEqual({ field: 'senderId', problem: 'no-uuid' });
    expect(row.fields).toContainEqual({ field: 'message', problem: 'empty' });
    expect(row.fields).toContainEqual({ field: 'metadata', problem: undefined });
  });
});

describe('a check that failed', () => {
  it('fails no longer once the server’s answers can be read again', async () => {
    const asked: Over['asked'] = { server: { at: 1_001, ok: false, code: 'not-allowed', words: '' } };
    const allowed = ({ clock, log }: Scene): void => {
      clock.pass(10);
      log.add('in', 'GET /api/agents', '200', { ms: 5 });
    };
    expect(await rowOf('origin', () => {}, { asked })).toMatchObject({ mark: 'bad' });
    expect(await rowOf('origin', allowed, { asked })).toMatchObject({ mark: 'good' });
  });

  it('fails no longer once the server is heard again', async () => {
    const asked: Over['asked'] = { server: { at: 1_001, ok: false, code: 'nothing-listens', words: '' } };
    const back = ({ clock, open }: Scene): void => {
      clock.pass(10);
      open();
    };
    expect(await rowOf('address', () => {}, { ...waiting, asked })).toMatchObject({ mark: 'bad' });
    expect(await rowOf('address', back, { asked })).toMatchObject({
      mark: 'good',
      datum: { type: 'connected' },
    });
  });
});
