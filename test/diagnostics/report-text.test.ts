import { describe, expect, it } from 'vitest';
import { checks } from '../../src/diagnostics/checks.ts';
import { redact, redactPayload } from '../../src/diagnostics/redact.ts';
import { reportText } from '../../src/diagnostics/report-text.ts';
import { evidenceOf, failedCheck, ROOM_ID } from '../harness/evidence.ts';

const TEXT = 'Meet me at the old mill at nine';
const KEYS = ['sk-live-4f9a8b7c6d5e4f3a2b1c', 'eyJhbGciOiJIUzI1NiJ9abc', 'aGVsbG8gd29ybGQgMTIzNDU2Nzg5MA=='];

/** The report of a run in which secrets are said at every place where a server or a person can say any. */
const reportOf = async (): Promise<string> => {
  const evidence = await evidenceOf(
    (scene) => {
      const { log } = scene;
      scene.open();
      scene.join();
      scene.send(TEXT);
      for (const key of KEYS) {
        log.add('in', key, key, { [key]: key, error: `bad ${key}`, roomId: key });
        log.add('note', 'refused', `Invalid API key: ${key}`);
        log.add('note', 'fault', `token=${key}`);
        log.undecodable(`messageBroadcast: ${key}`);
        log.foreignRoom(key);
      }
      log.add('in', 'messageBroadcast', 'broadcast', {
        roomId: ROOM_ID,
        text: TEXT,
        thought: TEXT,
        metadata: { nested: [TEXT, { content: TEXT }] },
      });
      log.add('in', 'newMessage', 'unknown', { roomId: ROOM_ID, text: TEXT });
      log.add('in', 'bare', 'unknown', TEXT);
      log.add(
        'in',
        'long',
        'unknown',
        Array.from({ length: 200 }, () => TEXT),
      );
      log.add('in', 'messageError', 'message-error', { error: `Bearer ${KEYS[0]} is no good` });
    },
    { asked: { history: failedCheck('server-error', `apiKey: ${KEYS[2]}`) } },
  );
  return reportText({
    at: 0,
    facts: [
      ['Server', 'http://localhost:3000'],
      ['Room', ROOM_ID],
    ],
    rows: checks(evidence),
    words: ({ datum }) => JSON.stringify(datum),
    log: evidence.report.log,
  });
};

describe('the report', () => {
  it('names what a report of a fault needs', async () => {
    const report = await reportOf();
    expect(report).toContain('- Server: http://localhost:3000');
    expect(report).toContain(`- Room: ${ROOM_ID}`);
    expect(report).toContain('- [bad] broadcast: ');
    expect(report).toContain('  - senderId: ok');
    expect(report).toContain('-> message send {"type":2,');
    expect(report).toContain(`"roomId":"${ROOM_ID}"`);
    expect(report).toContain(`"message":"[${TEXT.length} characters]"`);
  });

  it('holds no key and nothing that was said', async () => {
    const report = await reportOf();
    for (const key of KEYS) expect(report).not.toContain(key);
    for (const words of ['old mill', 'Meet', 'at nine']) expect(report).not.toContain(words);
  });
});

describe('redaction', () => {
  it('tells a text by its length, also where it was cut', () => {
    expect(redactPayload(`{"text":"${'y'.repeat(300)}…+700"}`)).toBe('{"text":"[1000 characters]"}');
    expect(redactPayload('{"text":"cut in the mid')).toBe('[23 characters]');
  });
  it('leaves paths, ids and words as they are', () => {
    const path = `GET /api/messaging/central-channels/${ROOM_ID}/messages`;
    expect(redact(path)).toBe(path);
    expect(redact('messageStreamChunk: internationalisation')).toBe(
      'messageStreamChunk: internationalisation',
    );
  });
});
