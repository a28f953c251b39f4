import { describe, expect, it } from 'vitest';
import { type LiveStream, STREAM_IDLE_MS, silentStreams, supersededBy } from '../../src/chat/stream.ts';
import { entityId, other } from '../harness/nouns.ts';

const stream = (id: string, over: Partial<LiveStream['message']> = {}, lastChunkAt = 0): LiveStream => ({
  message: other(id, { reply: 'streaming', ...over }),
  lastChunkAt,
  nextIndex: 0,
});

describe('a stream that a newer answer took the place of', () => {
  it('is every other one of the same author', () => {
    const [first, second, own] = [stream('s1'), stream('s2'), stream('s3')];
    expect(supersededBy(other('s3'), [first, second, own])).toEqual([first, second]);
  });

  it('is none of another author: two agents may write at once', () => {
    const bobs = stream('s1', { authorId: entityId('bob') });
    expect(supersededBy(other('s2'), [bobs])).toEqual([]);
  });

  it('is none where nobody closed anything but their own', () => {
    expect(supersededBy(other('s1'), [stream('s1')])).toEqual([]);
  });
});

describe('a stream that fell silent', () => {
  it('is ended after its pause, and not a millisecond before', () => {
    const waiting = stream('s1', {}, 1_000);
    expect(silentStreams([waiting], 1_000 + STREAM_IDLE_MS - 1)).toEqual([]);
    expect(silentStreams([waiting], 1_000 + STREAM_IDLE_MS)).toEqual([waiting]);
  });

  it('is counted from its last chunk, each for itself', () => {
    const [old, young] = [stream('s1', {}, 0), stream('s2', {}, STREAM_IDLE_MS)];
    expect(silentStreams([old, young], STREAM_IDLE_MS)).toEqual([old]);
  });
});
