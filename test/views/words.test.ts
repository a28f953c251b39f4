import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionState, Obstacle } from '../../src/model/connection.ts';
import type { ProbeFailure } from '../../src/model/probe-failure.ts';
import { isoTime } from '../../src/model/time.ts';
import { activityWords } from '../../src/views/conversation/activity.tsx';
import {
  bannerWords,
  connectionLine,
  connectionWord,
} from '../../src/views/conversation/connection-words.ts';
import { deliveryWords } from '../../src/views/conversation/message/delivery-words.ts';
import { clockTime } from '../../src/views/diagnostics/clock-time.ts';
import { commandFailureWords } from '../../src/views/i18n/command-failure-words.ts';
import { formatBytes } from '../../src/views/i18n/delivery-failure-words.ts';
import { remedyWords } from '../../src/views/i18n/remedy-words.ts';
import { setTextSource } from '../../src/views/i18n/text.ts';
import {
  dayOf,
  formatDate,
  formatDay,
  formatMoment,
  formatTime,
  secondsUntil,
} from '../../src/views/i18n/time.ts';
import { fileName } from '../../src/views/transfer/export-room.ts';
import { english } from '../stage/english.ts';

beforeAll(() => setTextSource(english));

const host = 'localhost:3001';

describe('what the probe found', () => {
  it.each<[ProbeFailure, string]>([
    [{ type: 'bad-address', input: 'x y' }, 'That is not an address. It looks like `http://localhost:3000`.'],
    [
      { type: 'nothing-listens', host },
      'Nothing answers at localhost:3001. Is the server running? Start it with `elizaos start`, or check the port.',
    ],
    [
      { type: 'not-elizaos', host },
      'localhost:3001 answers, but it is not an ElizaOS server. Check the address and the port: another program may be using them.',
    ],
    [
      { type: 'old-socket-io', host },
      'localhost:3001 answers, but it runs Socket.IO 1 or 2, which is too old. Update the server to Socket.IO 3 or later; ElizaOS has 4.',
    ],
    [
      { type: 'wants-key', host, keyGiven: false },
      'localhost:3001 wants an API key. Enter the server’s `ELIZA_SERVER_AUTH_TOKEN` as the API key, and connect again.',
    ],
    [
      { type: 'wants-key', host, keyGiven: true },
      'localhost:3001 did not accept this API key. Compare it with the server’s `ELIZA_SERVER_AUTH_TOKEN`, and connect again.',
    ],
    [
      { type: 'not-allowed', host, origin: 'http://localhost/*' },
      'The browser may not read from localhost:3001. This server does not let extensions in by itself. Allow access to it, and to no other site.',
    ],
    [
      { type: 'redirects', host },
      'localhost:3001 redirects elsewhere. Enter the address that it leads to: a key goes to nobody else.',
    ],
    [
      { type: 'portal', host },
      'This network wants you to sign in. Open a web page in a tab, sign in, and connect again.',
    ],
    [
      { type: 'faulty', host, status: 503 },
      'localhost:3001 answers with an error (HTTP 503). The server behind it may be starting, or asked too often. Try again in a moment.',
    ],
    [
      { type: 'timeout', host, seconds: 10 },
      'localhost:3001 did not answer within 10 seconds. It may be starting, or out of reach from here. Try again in a moment.',
    ],
  ])('is said with its remedy: %o', (failure, words) => {
    expect(`${commandFailureWords(failure)} ${remedyWords(failure)}`).toBe(words);
  });
});

describe('why something was not done', () => {
  it('is said in the words of whoever refused', () => {
    expect(commandFailureWords({ type: 'server-error', error: 'No agent found', status: 400 })).toBe(
      'The server answered: No agent found (400)',
    );
    expect(commandFailureWords({ type: 'too-large', bytes: 1_000_001, limit: 1_000_000 })).toBe(
      'Too large for this server (1000001 B, its limit is 1000000 B)',
    );
    expect(commandFailureWords({ type: 'too-large', bytes: 150_000 })).toBe(
      'Too large for this server, or for something on the way to it (150 kB)',
    );
    expect(commandFailureWords({ type: 'not-taken' })).toMatch(
      /^The connection ended each time this was sent/,
    );
    expect(commandFailureWords({ type: 'too-large', bytes: 1_400_000, limit: 1_000_000 })).toBe(
      'Too large for this server (1.4 MB, its limit is 1 MB)',
    );
    expect(commandFailureWords({ type: 'not-understood', host })).toBe(
      'localhost:3001 answered something else than ElizaOS does: nothing was changed here.',
    );
    expect(commandFailureWords({ type: 'nothing-listens', host })).toBe('Nothing answers at localhost:3001.');
  });
});

describe('the connection', () => {
  it.each<[Obstacle, string, RegExp]>([
    [
      'not-elizaos',
      'Something else answers at localhost:3001, not ElizaOS',
      /Stop the other program.*by itself/,
    ],
    ['portal', 'This network wants you to sign in', /sign in. Parley goes on by itself/],
    ['redirects', 'localhost:3001 redirects elsewhere', /enter the address/],
    ['faulty', 'localhost:3001 answers with an error', /tries again by itself/],
  ])('says that %s is in the way, and what to do', (obstacle, words, remedy) => {
    const waiting: ConnectionState = { type: 'waiting', until: 8_000, obstacle };
    const connecting: ConnectionState = { type: 'connecting', obstacle };
    expect(connectionLine(waiting, undefined, host)).toBe(`Waiting · ${words}`);
    expect(connectionLine(connecting, host, host)).toBe(`Connecting · ${words}`);
    const banner = bannerWords(waiting, true, 0, false, host);
    expect(banner).toMatchObject({ what: words, detail: expect.stringMatching(remedy) });
    expect(banner?.detail).toMatch(/Next try in 8 s$/);
    expect(bannerWords(connecting, true, 0, false, host)?.what).toBe(words);
  });

  it.each<[ConnectionState, string]>([
    [{ type: 'idle' }, 'Offline'],
    [{ type: 'offline' }, 'Offline'],
    [{ type: 'connecting' }, 'Connecting'],
    [{ type: 'connected', transport: 'websocket' }, 'Connected'],
    [{ type: 'connected', transport: 'polling' }, 'Connected by polling'],
    [{ type: 'connected', transport: 'rest' }, 'Connected by single requests'],
    [{ type: 'waiting', until: 0 }, 'Waiting'],
    [{ type: 'refused', code: 'access-denied', error: '' }, 'Refused'],
  ])('%o is %s', (connection, word) => {
    expect(connectionWord(connection)).toBe(word);
  });

  it('is counted down to the next try, which can be made at once', () => {
    const banner = (now: number) => bannerWords({ type: 'waiting', until: 10_000 }, true, now);
    expect(banner(2_000)?.detail).toBe('Next try in 8 s');
    expect(banner(9_001)?.detail).toBe('Next try in 1 s');
    expect(banner(10_500)?.detail).toBe('Next try in 0 s');
    expect(banner(0)?.action).toEqual({ name: 'Try now', command: { type: 'connect-now' } });
  });

  it('keeps the banner while a lost connection is tried again, and needs none for the first try', () => {
    expect(bannerWords({ type: 'connecting' }, true, 0)?.what).toBe('No connection.');
    expect(bannerWords({ type: 'connecting' }, false, 0)).toBeUndefined();
    expect(bannerWords({ type: 'connected', transport: 'websocket' }, true, 0)).toBeUndefined();
  });

  it('says that a key is wanted, or another one, and leaves the rest to the field beside it', () => {
    const refused: ConnectionState = { type: 'refused', code: 'wants-key', error: 'Invalid API Key' };
    expect(connectionLine(refused, undefined)).toBe('Refused: the server wants a key');
    expect(bannerWords(refused, true, 0)).toEqual({
      what: 'The server refused.',
      detail: 'It wants an API key.',
      action: undefined,
    });
    expect(bannerWords(refused, true, 0, true)?.detail).toBe(
      'It does not accept the API key that is stored.',
    );
  });

  it('says that the browser may not read, whatever else is so', () => {
    expect(connectionLine({ type: 'connected', transport: 'websocket' }, host)).toBe(
      'Connected, but the browser may not read from localhost:3001',
    );
    expect(connectionLine({ type: 'waiting', until: 0 }, host)).toMatch(/^Waiting, but/);
    expect(connectionLine({ type: 'connecting' }, undefined)).toBe('Connecting');
  });
});

describe('where a message is', () => {
  it('says what is so', () => {
    expect(deliveryWords({ type: 'queued' }, false)).toBe('Queued, goes out when the server is back');
    expect(deliveryWords({ type: 'queued' }, true)).toBe('Queued');
    expect(deliveryWords({ type: 'sent' }, true)).toBe('Sent');
    expect(deliveryWords({ type: 'unconfirmed' }, true)).toBe('May not have arrived');
    expect(deliveryWords({ type: 'failed', reason: { type: 'refused', error: 'Access denied' } }, true)).toBe(
      'The server refused: Access denied',
    );
  });

  it('counts bytes as people do', () => {
    expect([12, 12_345, 1_000_000, 1_449_000].map(formatBytes)).toEqual(['1 kB', '13 kB', '1 MB', '1.4 MB']);
  });
});

describe('what goes on', () => {
  const eliza = { who: 'e', name: 'Eliza', until: 60_000 };
  const ada = { who: 'a', name: 'Ada', until: 5_000 };
  it('is thinking before typing', () => {
    expect(activityWords({ thinking: eliza, typing: [ada] }, 0)).toBe('Eliza is thinking');
    expect(activityWords({ typing: [ada] }, 0)).toBe('Ada is typing');
    expect(activityWords({ typing: [ada, eliza] }, 0)).toBe('Ada, Eliza are typing');
    expect(activityWords({ typing: [] }, 0)).toBe('');
  });
  it('names three of many who type, and counts the others', () => {
    const typing = Array.from({ length: 50 }, (_, index) => ({
      who: `${index}`,
      name: `M${index}`,
      until: 9,
    }));
    expect(activityWords({ typing: typing.slice(0, 4) }, 0)).toBe('M0, M1, M2 and 1 more are typing');
    expect(activityWords({ typing, crowdUntil: 9 }, 0)).toBe('M0, M1, M2 and 47+ more are typing');
    expect(activityWords({ typing, crowdUntil: 5 }, 6)).toBe('M0, M1, M2 and 47 more are typing');
  });
  it('says that more is written than is shown, as long as it is', () => {
    expect(activityWords({ typing: [], moreRepliesUntil: 9 }, 0)).toMatch(/^More replies are being written/);
    expect(activityWords({ typing: [], moreRepliesUntil: 9 }, 9)).toBe('');
  });
  it('ends by itself', () => {
    expect(activityWords({ thinking: eliza, typing: [ada] }, 60_000)).toBe('');
    expect(activityWords({ typing: [ada, eliza] }, 5_000)).toBe('Eliza is typing');
  });
});

describe('time', () => {
  const anyNumber = fc.oneof(fc.double(), fc.constantFrom(8.64e15, 8.64e15 + 1, 1e300, -1e300, Number.NaN));

  it('is written, whatever number it is, and whatever the clock says', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (at, now) => {
        for (const write of [formatTime, formatDate, clockTime, isoTime]) expect(write(at)).toMatch(/\d/);
        for (const write of [formatDay, formatMoment]) expect(write(at, now)).not.toBe('');
        expect(dayOf(at)).toMatch(/^\d+-\d+-\d+$/);
        expect(secondsUntil(at, now)).toBeGreaterThanOrEqual(0);
        expect(fileName('Plans', at, 'md')).toMatch(/^Plans \d{4}-\d\d-\d\d\.md$/);
      }),
    );
  });

  const now = new Date(2026, 2, 1, 9, 30).getTime();
  it('names the last two days, the year only where it is another', () => {
    expect(formatDay(new Date(2026, 2, 1, 0, 1).getTime(), now)).toBe('Today');
    expect(formatDay(new Date(2026, 1, 28, 23, 59).getTime(), now)).toBe('Yesterday');
    expect(formatDay(new Date(2026, 1, 27).getTime(), now)).not.toMatch(/2026|day$/);
    expect(formatDay(new Date(2025, 1, 27).getTime(), now)).toContain('2025');
  });
  it('is never less than nought', () => {
    expect(secondsUntil(1000, 5000)).toBe(0);
  });
});
