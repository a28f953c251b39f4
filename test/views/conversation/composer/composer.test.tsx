// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OwnMessage } from '../../../../src/model/message.ts';
import type { CommandResult, OpenRoom, ViewChange } from '../../../../src/relay/to-view.ts';
import type { Command } from '../../../../src/relay/to-worker.ts';
import type { ViewEndHandlers } from '../../../../src/relay/view-end.ts';
import { Composer } from '../../../../src/views/conversation/composer/composer.tsx';
import { afterCommit, caretAfter } from '../../../../src/views/conversation/composer/draft.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../../src/views/state/view-model.ts';
import { english } from '../../../stage/english.ts';
import { madeOpen, madeState, other, own, ROOM_ID } from '../../../stage/made.ts';

beforeAll(() => setTextSource(english));
beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});
afterEach(() => {
  act(() => render(null, document.body));
  vi.useRealTimers();
});

/** A composer on the page, with a worker that answers when it is told to. */
const setUp = (open: Partial<OpenRoom> = {}) => {
  const asked: Command[] = [];
  const waiting: { type: Command['type']; resolve: (result: CommandResult) => void }[] = [];
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return {
        execute: (command) => {
          asked.push(command);
          return new Promise((resolve) => waiting.push({ type: command.type, resolve }));
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => run(),
    newId: () => `id-${asked.length}`,
  });
  handlers?.onSnapshot(madeState({ open: madeOpen(open) }));
  const conversation = model.conversation.value;
  if (!conversation) throw new Error('no room is open');
  act(() =>
    render(
      <Composer model={model} conversation={conversation} storage={localStorage} onSent={() => undefined} />,
      document.body,
    ),
  );
  const field = document.querySelector('textarea');
  if (!field) throw new Error('there is no field');

  const write = (text: string) =>
    act(() => {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
  /** Whether the browser would have broken the line. */
  const press = (init: KeyboardEventInit & { keyCode?: number }): boolean => {
    const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init });
    act(() => void field.dispatchEvent(event));
    return !event.defaultPrevented;
  };
  /** Answers what was asked first, besides that a draft be saved, which succeeds. */
  const answer = (result: CommandResult = { ok: true }) =>
    act(async () => {
      while (waiting[0]?.type === 'save-draft') waiting.shift()?.resolve({ ok: true });
      waiting.shift()?.resolve(result);
      // The answer passes through a few promises before it is there.
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    });
  const change = (...changes: ViewChange[]) => act(() => handlers?.onChanges(changes));
  const sent = () => asked.flatMap((command) => (command.type === 'send' ? [command.text] : []));
  const click = (name: string) =>
    act(() =>
      [...document.querySelectorAll('button')]
        .find((button) => (button.ariaLabel ?? button.textContent) === name)
        ?.click(),
    );
  const has = (name: string) =>
    [...document.querySelectorAll('button')].some((it) => (it.ariaLabel ?? it.textContent) === name);
  const edit = (message: OwnMessage) =>
    act(() => {
      conversation.editing.value = message;
    });
  return { asked, conversation, field, write, press, answer, change, sent, click, has, edit };
};

describe('the composer', () => {
  it('sends with Enter, and is cleared once the message is committed', async () => {
    const { field, write, press, answer, sent } = setUp();
    write('Hello');
    expect(press({})).toBe(false);
    expect(sent()).toEqual(['Hello']);
    expect(field.value).toBe('Hello');
    await answer();
    expect(field.value).toBe('');
  });

  it('breaks the line with Shift+Enter', () => {
    const { write, press, sent } = setUp();
    write('Hello');
    expect(press({ shiftKey: true })).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('leaves Enter to an input method while it composes', () => {
    const { write, press, sent } = setUp();
    write('こんにちは');
    expect(press({ isComposing: true })).toBe(true);
    expect(press({ keyCode: 229 })).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('sends nothing where nothing is written', () => {
    const { write, press, sent } = setUp();
    write('  \n ');
    press({});
    expect(sent()).toEqual([]);
    expect(document.querySelector('button[type=submit]')?.hasAttribute('disabled')).toBe(true);
  });

  it('sends the same text once, however often Enter is pressed before the worker answers', async () => {
    const { write, press, answer, sent } = setUp();
    write('Hello');
    press({});
    press({});
    await answer();
    expect(sent()).toEqual(['Hello']);
  });

  it('keeps what is written on while the message is being committed, and sends it in its turn', async () => {
    const { field, write, press, answer, sent } = setUp();
    write('One');
    press({});
    write('OneTwo');
    press({});
    write('OneTwoThree');
    await answer();
    expect(sent()).toEqual(['One', 'Two']);
    expect(field.value).toBe('TwoThree');
    await answer();
    await answer();
    expect(field.value).toBe('Three');
  });

  it('keeps the text and says why where the worker refuses it', async () => {
    const { field, write, press, answer } = setUp();
    write('Hello');
    press({});
    await answer({ ok: false, failure: { type: 'too-large', bytes: 1_400_000, limit: 1_000_000 } });
    expect(field.value).toBe('Hello');
    expect(document.querySelector('[role=alert]')?.textContent).toContain('Too large');
  });

  it('saves the draft when the writing pauses, and when the view goes away', () => {
    const { asked, write } = setUp();
    write('A');
    write('A th');
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(asked).toEqual([{ type: 'save-draft', roomId: ROOM_ID, text: 'A th', at: expect.any(Number) }]);
    write('A thought');
    dispatchEvent(new Event('pagehide'));
    expect(asked[1]).toMatchObject({ type: 'save-draft', roomId: ROOM_ID, text: 'A thought' });
    dispatchEvent(new Event('pagehide'));
    expect(asked).toHaveLength(2);
  });

  it('does not save what is being sent, lest it stand there again', async () => {
    const { asked, write, press, answer } = setUp();
    write('Hello');
    press({});
    vi.advanceTimersByTime(1_000);
    dispatchEvent(new Event('pagehide'));
    write('HelloAnd');
    vi.advanceTimersByTime(1_000);
    expect(asked).toMatchObject([{ type: 'send', text: 'Hello' }]);
    // What was written on goes with the view, and what was sent with it: nothing is lost.
    dispatchEvent(new Event('pagehide'));
    expect(asked.at(-1)).toMatchObject({ type: 'save-draft', text: 'HelloAnd' });
    await answer();
    expect(asked.at(-1)).toMatchObject({ type: 'save-draft', text: 'And' });
  });

  it('saves again what the worker refused', async () => {
    const { asked, write, press, answer } = setUp();
    write('Hello');
    press({});
    write('Hello, you');
    await answer({ ok: false, failure: { type: 'too-large', bytes: 1_400_000, limit: 1_000_000 } });
    expect(asked.at(-1)).toMatchObject({ type: 'save-draft', roomId: ROOM_ID, text: 'Hello, you' });
  });

  const theirs = (text: string, at: number): ViewChange => ({ type: 'draft', roomId: ROOM_ID, text, at });

  it('begins with the draft, and takes over what another view writes while nothing is written here', () => {
    const { field, write, change } = setUp({ draft: 'Kept' });
    expect(field.value).toBe('Kept');
    change(theirs('Kept elsewhere', 1));
    expect(field.value).toBe('Kept elsewhere');
    write('Mine');
    change(theirs('Theirs', Date.now() + 1));
    expect(field.value).toBe('Mine');
    // Left alone, it follows the window that was written in last.
    act(() => void vi.advanceTimersByTime(2_999));
    expect(field.value).toBe('Mine');
    act(() => void vi.advanceTimersByTime(1));
    expect(field.value).toBe('Theirs');
  });

  it('never replaces what an input method composes, and follows once that has ended', () => {
    const { field, write, change } = setUp();
    field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    write('に');
    act(() => void vi.advanceTimersByTime(5_000));
    change(theirs('Theirs', Date.now() + 1));
    expect(field.value).toBe('に');
    act(() => void field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
    expect(field.value).toBe('Theirs');
  });

  it('keeps the caret of a focused field beside its text while it follows', () => {
    const { field, change } = setUp({ draft: 'one three' });
    field.focus();
    field.setSelectionRange(3, 4);
    change(theirs('one two three', 1));
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(['one two three', 3, 4]);
    field.setSelectionRange(13, 13);
    change(theirs('one two three four', 2));
    expect(field.selectionStart).toBe(18);
  });

  it('is emptied by what is sent in another window, and keeps what is written here since', async () => {
    const { field, write, change, press, answer } = setUp();
    change(theirs('Theirs', 1));
    change(theirs('', 2));
    expect(field.value).toBe('');
    write('Mine');
    press({});
    change(theirs('Theirs since', Date.now() + 10));
    await answer();
    expect(field.value).toBe('Theirs since');
  });

  it('is not disturbed by the echo of an older draft', async () => {
    const { field, write, change, answer } = setUp();
    write('ab');
    vi.advanceTimersByTime(300);
    write('abc');
    vi.advanceTimersByTime(300);
    change(theirs('ab', Date.now() - 300));
    expect(field.value).toBe('abc');
    await answer();
    await answer();
    change(theirs('abc', Date.now() - 300));
    expect(field.value).toBe('abc');
  });

  it('is disabled by the agent alone, says so, and can be enabled again', () => {
    const { asked, field, change } = setUp({ composerDisabled: true });
    expect(field.disabled).toBe(true);
    expect(document.body.textContent).toContain('The agent has paused the conversation');
    act(() =>
      [...document.querySelectorAll('button')].find((it) => it.textContent === 'Write anyway')?.click(),
    );
    expect(asked).toEqual([{ type: 'enable-composer', roomId: ROOM_ID }]);
    change({ type: 'composer', roomId: ROOM_ID, disabled: false });
    expect(field.disabled).toBe(false);
  });
});

describe('an earlier message', () => {
  const messages = [own('m1', 'First', 1), own('m2', 'Second', 2), other('a1', 'Answer', 3)];

  it('is called up by ArrowUp in the empty field, and put away by Escape', () => {
    const { field, press, write } = setUp({ messages });
    expect(press({ key: 'ArrowUp', isComposing: true })).toBe(true);
    expect(press({ key: 'ArrowUp', shiftKey: true })).toBe(true);
    expect(press({ key: 'ArrowUp' })).toBe(false);
    expect(field.value).toBe('Second');
    press({ key: 'ArrowUp' });
    expect(field.value).toBe('First');
    press({ key: 'Escape' });
    expect(field.value).toBe('');
    write('Mine');
    expect(press({ key: 'ArrowUp' })).toBe(true);
    expect(field.value).toBe('Mine');
  });

  it('is written anew: said to be an edit, and sent as a message of its own', async () => {
    const { asked, field, write, press, answer, edit, has } = setUp({ messages, draft: 'A thought' });
    edit(own('m2', 'Second', 2));
    expect(field.value).toBe('Second');
    expect(document.body.textContent).toContain('Editing your last message');
    write('Second, better');
    press({});
    expect(asked.at(-1)).toMatchObject({ type: 'send', text: 'Second, better', edits: 'm2' });
    await answer();
    expect(document.body.textContent).not.toContain('Editing');
    expect(has('Cancel')).toBe(false);
    // What stood there before the edit is back.
    expect(field.value).toBe('A thought');
    press({});
    expect(asked.at(-1)).not.toHaveProperty('edits');
  });

  it('is left as it was by Cancel, and by Escape', () => {
    const { field, press, edit, click, sent } = setUp({ messages, draft: 'A thought' });
    edit(own('m2', 'Second', 2));
    click('Cancel');
    expect(field.value).toBe('A thought');
    edit(own('m2', 'Second', 2));
    press({ key: 'Escape' });
    expect(field.value).toBe('A thought');
    expect(sent()).toEqual([]);
  });
});

describe('a view that is closed and opened again', () => {
  const attachment = { id: 'f1', url: '/media/f1.png', title: 'diagram.png', contentType: 'image/png' };
  const keyOf = (room: string): string => {
    const { id } = madeState({ open: madeOpen() }).profile ?? {};
    return `edit:${id}:${room}`;
  };
  const done = { id: 'f1', name: 'diagram.png', bytes: 240_000, type: 'done', attachment } as const;
  const close = () =>
    act(() => {
      dispatchEvent(new Event('pagehide'));
      render(null, document.body);
    });

  it('still has the files that were uploaded, and says which were not', () => {
    const { conversation } = setUp({ draft: 'Look' });
    const uploading = {
      id: 'f2',
      name: 'all.zip',
      type: 'uploading',
      cancel: () => undefined,
    } as const;
    act(() => {
      conversation.attached.value = [done, uploading];
    });
    close();
    const again = setUp({ draft: 'Look' });
    expect(again.conversation.attached.value).toEqual([
      done,
      { id: 'f2', name: 'all.zip', type: 'failed', why: english('attach_interrupted', []) },
    ]);
  });

  it('says of an upload that it was interrupted, though it went on for a moment', () => {
    const { conversation } = setUp({ draft: 'Look' });
    const uploading = { id: 'f2', name: 'all.zip', type: 'uploading', cancel: () => undefined } as const;
    act(() => {
      conversation.attached.value = [uploading];
    });
    act(() => {
      dispatchEvent(new Event('pagehide'));
      conversation.attached.value = [{ ...uploading, bytes: 5 }];
      render(null, document.body);
    });
    expect(setUp({ draft: 'Look' }).conversation.attached.value).toMatchObject([
      { id: 'f2', type: 'failed' },
    ]);
  });

  it('has them no more once they were sent, in whichever view', async () => {
    const { conversation, press, answer, sent } = setUp({ draft: 'Look' });
    act(() => {
      conversation.attached.value = [done];
    });
    const key = Object.keys(localStorage).find((name) => name.startsWith('files:'));
    press({});
    await answer();
    expect(sent()).toEqual(['Look']);
    expect(Object.keys(localStorage)).toEqual([]);
    // Another view had them too.
    act(() => {
      conversation.attached.value = [done];
      localStorage.clear();
      dispatchEvent(new StorageEvent('storage', { key, newValue: null }));
    });
    expect(conversation.attached.value).toEqual([]);
    close();
    expect(setUp().conversation.attached.value).toEqual([]);
  });

  it('goes on with an upload that went on while another conversation was open, to its end', () => {
    let cancelled = false;
    const uploading = {
      id: 'f2',
      name: 'all.zip',
      type: 'uploading',
      cancel: () => {
        cancelled = true;
      },
    } as const;
    const first = setUp({ draft: 'Look' });
    act(() => {
      first.conversation.attached.value = [done, uploading];
    });
    act(() => render(null, document.body));
    const second = setUp({ draft: 'Look' });
    expect(second.conversation.attached.value).toMatchObject([done, { id: 'f2', type: 'uploading' }]);
    const [, file] = second.conversation.attached.value;
    if (file?.type === 'uploading') file.cancel();
    expect(cancelled).toBe(true);
    act(() => render(null, document.body));
    // It ends while nobody looks.
    act(() => {
      first.conversation.attached.value = [done, { ...done, id: 'f2' }];
    });
    const third = setUp({ draft: 'Look' });
    expect(third.conversation.attached.value).toEqual([done, { ...done, id: 'f2' }]);
    close();
    // What was stored of it is what became of it.
    expect(setUp({ draft: 'Look' }).conversation.attached.value).toEqual([done, { ...done, id: 'f2' }]);
  });

  it('gives back what an edit set aside, the files too, by Cancel and by Send', async () => {
    const messages = [own('m1', 'First', 1), own('m2', 'Second', 2)];
    const { conversation, field, press, answer, edit, click, sent, write } = setUp({
      messages,
      draft: 'A thought',
    });
    act(() => {
      conversation.attached.value = [done];
    });
    edit(own('m2', 'Second', 2));
    expect(conversation.attached.value).toEqual([]);
    click('Cancel');
    expect([field.value, conversation.attached.value]).toEqual(['A thought', [done]]);
    edit(own('m2', 'Second', 2));
    write('Second, better');
    press({});
    write('Second, better And');
    await answer();
    expect(sent()).toEqual(['Second, better']);
    // What was added while it was sent is kept as well.
    expect([field.value, conversation.attached.value]).toEqual(['And\nA thought', [done]]);
  });

  it('gives back what an edit set aside before it was closed, the files too', () => {
    const messages = [own('m1', 'First', 1), own('m2', 'Second', 2)];
    const { conversation, edit } = setUp({ messages, draft: 'A thought' });
    const upload = { id: 'f2', name: 'all.zip', type: 'uploading', cancel: () => undefined } as const;
    act(() => {
      conversation.attached.value = [done, upload];
    });
    edit(own('m2', 'Second', 2));
    close();
    const again = setUp({ messages, draft: 'Second' });
    again.click('Cancel');
    expect(again.field.value).toBe('A thought');
    expect(again.conversation.attached.value).toMatchObject([done, { id: 'f2', type: 'failed' }]);
  });

  it('goes on with the edit that another window begins, and ends it with that', () => {
    const messages = [own('m1', 'First', 1), own('m2', 'Second', 2)];
    const { conversation, click, field } = setUp({ messages, draft: 'A thought' });
    const elsewhere = (value: string | null) =>
      act(() => {
        const name = keyOf(conversation.room.value.id);
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, value);
        dispatchEvent(new StorageEvent('storage', { key: name, newValue: value }));
      });
    elsewhere(JSON.stringify({ id: 'm2', before: 'Set aside', files: [{ ...done, type: undefined }] }));
    expect(document.body.textContent).toContain('Editing your last message');
    click('Cancel');
    expect([field.value, conversation.attached.value]).toMatchObject(['Set aside', [done]]);
    elsewhere(JSON.stringify({ id: 'm2', before: 'Set aside' }));
    elsewhere(null);
    expect(document.body.textContent).not.toContain('Editing your last message');
  });

  it('keeps the files of both windows that add some in the same moment', () => {
    const { conversation } = setUp({ draft: 'Look' });
    const theirs = { id: 't1', name: 'theirs.png', attachment: { ...attachment, id: 't1' } };
    const uploading = { id: 'f2', name: 'all.zip', type: 'uploading', cancel: () => undefined } as const;
    act(() => {
      conversation.attached.value = [uploading];
    });
    const name = `files:${keyOf(conversation.room.value.id).slice('edit:'.length)}`;
    const store = (files: unknown[]) =>
      act(() => {
        localStorage.setItem(name, JSON.stringify(files));
        dispatchEvent(new StorageEvent('storage', { key: name, newValue: '' }));
      });
    store([theirs]);
    expect(conversation.attached.value.map(({ id }) => id)).toEqual(['f2', 't1']);
    // Stored elsewhere, and not heard of yet: what is stored here takes nothing away.
    localStorage.setItem(name, JSON.stringify([theirs, { ...theirs, id: 't2' }]));
    act(() => {
      conversation.attached.value = conversation.attached.value.map((file) =>
        file.id === 'f2' ? { ...done, id: 'f2' } : file,
      );
    });
    const kept = JSON.parse(localStorage.getItem(name) ?? '[]') as { id: string }[];
    expect(kept.map(({ id }) => id).sort()).toEqual(['f2', 't1', 't2']);
    store([{ ...theirs, id: 't2' }]);
    expect(conversation.attached.value.map(({ id }) => id)).toEqual(['t2']);
  });

  it('goes on with an edit, and gives back what stood there before', () => {
    const messages = [own('m1', 'First', 1), own('m2', 'Second', 2)];
    setUp({ messages, draft: 'A thought' }).edit(own('m2', 'Second', 2));
    close();
    const { field, press, asked, click } = setUp({ messages, draft: 'Second, better' });
    expect(document.body.textContent).toContain('Editing your last message');
    press({});
    expect(asked.at(-1)).toMatchObject({ type: 'send', text: 'Second, better', edits: 'm2' });
    click('Cancel');
    expect(field.value).toBe('A thought');
    close();
    setUp({ messages, draft: 'A thought' });
    expect(document.body.textContent).not.toContain('Editing your last message');
  });
});

describe('an answer that is awaited or written', () => {
  const streaming = other('a1', 'Ans', 2, { reply: 'streaming' });
  const thinking = { who: 'e', name: 'Eliza', until: Date.now() + 60_000 };

  it('can be stopped where Send stands in the empty composer, else beside it', () => {
    const { asked, write, click, has } = setUp({ messages: [own('m1', 'Hi', 1), streaming] });
    expect([has('Stop'), has('Send')]).toEqual([true, false]);
    write('Wait');
    expect([has('Stop'), has('Send')]).toEqual([true, true]);
    click('Stop');
    expect(asked.filter(({ type }) => type === 'stop')).toEqual([{ type: 'stop', roomId: ROOM_ID }]);
  });

  it('can be stopped from the thinking on, and not when it has ended or was stopped', () => {
    const { change, has } = setUp({ messages: [own('m1', 'Hi', 1)], activity: { thinking, typing: [] } });
    expect(has('Stop')).toBe(true);
    change({ type: 'activity', roomId: ROOM_ID, activity: { typing: [] } });
    expect(has('Stop')).toBe(false);
    change({ type: 'put', message: streaming });
    expect(has('Stop')).toBe(true);
    change({ type: 'put', message: { ...streaming, stoppedAt: 3 } });
    expect([has('Stop'), has('Send')]).toEqual([false, true]);
  });
});

describe('drafts', () => {
  it('keep what was added while a message was committed', () => {
    expect(afterCommit('Hello', 'Hello')).toBe('');
    expect(afterCommit('Hello and', 'Hello')).toBe('and');
    expect(afterCommit('Other', 'Hello')).toBe('Other');
  });
  it('leave the caret beside the text that it stood at', () => {
    expect(caretAfter('abc', 'abXc', 1)).toBe(1);
    expect(caretAfter('abc', 'abXc', 3)).toBe(4);
    expect(caretAfter('abc', '', 3)).toBe(0);
    expect(caretAfter('abc', 'a', 2)).toBe(1);
    expect(caretAfter('abc', 'xyz', 0)).toBe(0);
  });
});
