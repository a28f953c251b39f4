import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Activity } from '../../../../src/chat/change.ts';
import {
  type HistoryEntry,
  stepThroughHistory,
} from '../../../../src/views/conversation/composer/input-history.ts';
import { createTypingNotifier } from '../../../../src/views/conversation/composer/typing-notifier.ts';
import { isTextMeant } from '../../../../src/views/conversation/composer/use-file-drop.ts';
import { memberCount } from '../../../../src/views/conversation/member-count.tsx';
import { attachedFilesOf, finishedAttachments } from '../../../../src/views/state/attached-file.ts';
import {
  addPresenceEvents,
  NO_PRESENCE_EVENTS,
  type PresenceEvents,
} from '../../../../src/views/state/presence-events.ts';

describe('the arrows in the composer', () => {
  const texts = ['third', 'second', 'first'];
  /** Presses keys one after the other; what the field says after each. */
  const press = (value: string, ...keys: string[]): string[] => {
    let entry: HistoryEntry | undefined;
    let now = value;
    return keys.map((key) => {
      const found = stepThroughHistory(key, now, entry, texts);
      if (found) entry = found;
      now = found?.text ?? now;
      return now;
    });
  };

  it('lead through what was written, to its beginning and back to nothing', () => {
    expect(press('', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp')).toEqual([
      'third',
      'second',
      'first',
      'first',
    ]);
    expect(press('', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowUp')).toEqual([
      'third',
      'second',
      'third',
      '',
      'third',
    ]);
    expect(press('', 'ArrowUp', 'ArrowUp', 'Escape', 'ArrowDown')).toEqual(['third', 'second', '', '']);
  });

  it('are those of the field where something is written, or what was called up has been changed', () => {
    expect(stepThroughHistory('ArrowUp', 'a draft', undefined, texts)).toBeUndefined();
    expect(stepThroughHistory('ArrowUp', 'third!', { index: 0, text: 'third' }, texts)).toBeUndefined();
    expect(stepThroughHistory('ArrowDown', '', undefined, texts)).toBeUndefined();
    expect(stepThroughHistory('Escape', '', undefined, texts)).toBeUndefined();
    expect(stepThroughHistory('a', 'third', { index: 0, text: 'third' }, texts)).toBeUndefined();
    expect(stepThroughHistory('ArrowUp', '', undefined, [])).toBeUndefined();
  });
});

describe('who types', () => {
  let notified: boolean[];
  const notifier = () => createTypingNotifier((isTyping) => void notified.push(isTyping));
  beforeEach(() => {
    notified = [];
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  it('says so once in three seconds, however many keys', () => {
    const { textChanged } = notifier();
    for (let ms = 0; ms < 6_000; ms += 100) {
      textChanged('abc');
      vi.advanceTimersByTime(100);
    }
    expect(notified).toEqual([true, true]);
  });

  it('has ended after five seconds without a key, when all is deleted, and when it is sent; once', () => {
    const { textChanged, typingEnded } = notifier();
    textChanged('a');
    vi.advanceTimersByTime(4_999);
    expect(notified).toEqual([true]);
    vi.advanceTimersByTime(1);
    expect(notified).toEqual([true, false]);
    textChanged('ab');
    textChanged('');
    typingEnded();
    expect(notified).toEqual([true, false, true, false]);
    textChanged('a');
    typingEnded();
    vi.advanceTimersByTime(60_000);
    expect(notified).toEqual([true, false, true, false, true, false]);
  });

  it('is silent where nothing was typed', () => {
    const { textChanged, typingEnded } = notifier();
    textChanged('');
    typingEnded();
    expect(notified).toEqual([]);
  });
});

describe('who is there', () => {
  const ada = { who: 'ada', name: 'Ada', joined: true };
  const bob = { who: 'bob', name: '', joined: true };
  const with_ = (...presence: NonNullable<Activity['presence']>): Activity => ({
    typing: [],
    presence,
    presenceCount: presence.length,
  });
  const lines = (...newest: PresenceEvents['newest']): PresenceEvents => ({ newest, earlier: 0 });

  it('is notified of whoever came or went since', () => {
    expect(addPresenceEvents(NO_PRESENCE_EVENTS, { typing: [] }, with_(ada))).toEqual(lines(ada));
    const left = { ...ada, joined: false };
    const next = { ...with_(bob, left), presenceCount: 3 };
    expect(addPresenceEvents(lines(ada), with_(ada, bob), next)).toEqual(lines(ada, left));
  });

  it('is named as far as it is new, and counted before that', () => {
    const crowd = Array.from({ length: 50 }, (_, index) => ({ ...ada, who: `${index}` }));
    const after = { ...with_(...crowd), presenceCount: 100_001 };
    const shown = addPresenceEvents(lines(bob), with_(bob), after);
    expect(shown).toEqual({ newest: crowd.slice(-5), earlier: 99_996 });
    expect(addPresenceEvents(shown, after, { ...after, presenceCount: 100_002 })).toMatchObject({
      earlier: 99_997,
    });
  });

  it('is notified nothing when something else changed', () => {
    const shown = lines(ada);
    expect(addPresenceEvents(shown, with_(ada), with_(ada))).toBe(shown);
    expect(addPresenceEvents(shown, with_(ada), { typing: [] })).toBe(shown);
  });

  it('is counted: the user, the agent, and who stayed', () => {
    expect(memberCount({ typing: [] }, undefined)).toBe(1);
    expect(memberCount(with_(ada, { ...bob, joined: false }), 'agent')).toBe(3);
    expect(memberCount(with_({ ...ada, who: 'agent' }), 'agent')).toBe(2);
  });
});

describe('a paste', () => {
  it.each<[string, string, string[], boolean]>([
    ['cells of a spreadsheet, with their picture', 'a\tb\n1\t2', ['image.png'], true],
    ['words, with their picture', 'Hello', ['image.png'], true],
    ['a picture alone, or with HTML', '', ['image.png'], false],
    ['a picture beside blanks', ' \n', ['image.png'], false],
    ['a file of a file manager, by its name', 'report.pdf', ['report.pdf'], false],
    [
      'files by their addresses',
      'file:///home/ann/my%20report.pdf\r\nfile:///home/ann/b.png',
      ['my report.pdf', 'b.png'],
      false,
    ],
    ['words that name a file among others', 'see report.pdf\nand reply', ['report.pdf'], true],
  ])('of %s is taken for what it is', (_what, text, names, isText) => {
    expect(isTextMeant(text, names)).toBe(isText);
  });
});

describe('what is attached', () => {
  const attachment = { id: 'a', url: '/media/a.png', title: 'a.png', contentType: 'image/png' };
  const done = attachedFilesOf([attachment]);

  it('goes out when all of it is there', () => {
    expect(finishedAttachments([])).toEqual([]);
    expect(finishedAttachments(done)).toEqual([attachment]);
    expect(finishedAttachments([...done, { id: 'b', name: 'b', type: 'failed', why: 'no' }])).toBeUndefined();
  });
});
