import { describe, expect, it } from 'vitest';
import {
  type Evidence,
  type Faults,
  isClean,
  judge,
  type Shown,
  type Stored,
  table,
  tokenOf,
} from './judge.ts';

const own = (token: string, over: Partial<Shown> = {}): Shown => ({
  room: 'A',
  id: `c-${token}`,
  token,
  state: 'sent',
  saidTwice: false,
  words: token,
  ...over,
});
const row = (token: string, over: Partial<Stored> = {}): Stored => ({
  room: 'A',
  id: `s-${token}`,
  token,
  posted: false,
  words: token,
  ...over,
});
const reply = (id: string, words: string): Stored => row('', { id, token: undefined, words });
const shownReply = (id: string, words: string): Shown =>
  own('', { id, token: undefined, state: undefined, words });

const TOKENS = ['m0001', 'm0002', 'm0003'];
const good: Evidence = {
  typed: TOKENS.map((token, turn) => ({ token, room: 'A', turn })),
  stored: [...TOKENS.map((token) => row(token)), reply('r1', 'How so')],
  shown: [...TOKENS.map((token) => own(token)), shownReply('r1', 'How so')],
  back: [],
  mustArrive: true,
};
const columns = (evidence: Partial<Evidence>): Partial<Faults> =>
  Object.fromEntries(
    Object.entries(judge({ ...good, ...evidence }).faults).filter(([, column]) => column.length > 0),
  );

describe('the judge', () => {
  it('finds nothing where all is well', () => {
    const verdict = judge(good);
    expect(isClean(verdict)).toBe(true);
    expect(verdict).toMatchObject({ typed: 3, stored: 3, replies: 1, unconfirmed: 0 });
  });

  it('finds what was lost, and what was shown as sent all the same', () => {
    const stored = good.stored.filter(({ token }) => token !== 'm0002');
    expect(columns({ stored })).toEqual({ lost: ['m0002'], 'sent, not stored': ['m0002'] });
  });

  it('excuses what is shown as not sent only where it need not arrive', () => {
    const stored = good.stored.filter(({ token }) => token !== 'm0002');
    const shown = good.shown.map((each) =>
      each.token === 'm0002' ? own('m0002', { state: 'unconfirmed' }) : each,
    );
    expect(columns({ stored, shown })).toEqual({ lost: ['m0002'] });
    expect(columns({ stored, shown, mustArrive: false })).toEqual({});
  });

  it('finds what was stored in another room', () => {
    const stored = good.stored.map((each) => (each.token === 'm0002' ? row('m0002', { room: 'B' }) : each));
    expect(columns({ stored })).toMatchObject({ lost: ['m0002'], 'stored, not shown': ['m0002'] });
  });

  it('finds what was stored or shown twice', () => {
    expect(columns({ stored: [...good.stored, row('m0002', { id: 'again' })] })).toEqual({
      doubled: ['m0002'],
    });
    expect(columns({ shown: [...good.shown, own('m0002', { id: 'again' })] })).toEqual({
      doubled: ['m0002'],
    });
  });

  it('excuses what was stored twice only where the browser repeated a post, and the page says so', () => {
    const twice = (posted: boolean) => [
      ...good.stored,
      ...['a', 'b'].map((id) => row('m0004', { id, posted })),
    ];
    const typed = [...good.typed, { token: 'm0004', room: 'A', turn: 3 }];
    const shown = (saidTwice: boolean) => [...good.shown, own('m0004', { saidTwice })];
    expect(columns({ typed, stored: twice(true), shown: shown(true) })).toEqual({});
    expect(judge({ ...good, typed, stored: twice(true), shown: shown(true) })['said twice']).toBe(1);
    expect(columns({ typed, stored: twice(true), shown: shown(false) })).toEqual({ doubled: ['m0004'] });
    expect(columns({ typed, stored: twice(false), shown: shown(true) })).toEqual({ doubled: ['m0004'] });
    expect(judge(good)['said twice']).toBe(0);
  });

  it('finds what came too late, on the server or on the page', () => {
    const [first, second, third, rest] = good.stored;
    if (!first || !second || !third || !rest) throw new Error('four rows are needed');
    const late = [second, third, first, rest];
    const shown = [own('m0002'), own('m0003'), own('m0001'), shownReply('r1', 'How so')];
    expect(columns({ stored: late, shown })).toEqual({ 'out of order': ['m0001'] });
    expect(columns({ shown })).toEqual({ 'out of order': ['m0001'] });
  });

  it('takes two that were typed at once in either order', () => {
    const typed = good.typed.map((each) => ({ ...each, turn: Math.min(each.turn, 1) }));
    const both = {
      stored: [row('m0001'), row('m0003'), row('m0002')],
      shown: [own('m0001'), own('m0003'), own('m0002')],
    };
    expect(columns({ typed, ...both })).toEqual({});
  });

  it('finds what is on the server and not on the page', () => {
    expect(columns({ shown: good.shown.filter(({ token }) => token !== 'm0003') })).toEqual({
      'stored, not shown': ['m0003'],
    });
    expect(columns({ shown: good.shown.filter(({ id }) => id !== 'r1') })).toEqual({
      'replies not shown': ['r1'],
    });
    const half = good.shown.map((each) => (each.id === 'r1' ? shownReply('r1', 'How') : each));
    expect(columns({ shown: half })).toEqual({ 'replies not shown': ['r1'] });
  });

  it('counts what stood in the composer again', () => {
    expect(columns({ back: ['m0001'] })).toEqual({ 'back in the composer': ['m0001'] });
  });

  it('reads tokens, and draws a table', () => {
    expect([tokenOf('m0042'), tokenOf(' m0042 say 9 words'), tokenOf('am0042'), tokenOf('m1')]).toEqual([
      'm0042',
      'm0042',
      undefined,
      undefined,
    ]);
    const [head, line] = table([['seed 1', judge(good)]]).split('\n');
    expect(head).toContain('| typed | stored |');
    expect(line?.length).toBe(head?.length);
  });
});
