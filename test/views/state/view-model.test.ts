import { effect } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoomId, ServerMessageId } from '../../../src/model/ids.ts';
import type { CommandResult, ViewChange, ViewState } from '../../../src/relay/to-view.ts';
import type { Command } from '../../../src/relay/to-worker.ts';
import type { ViewEndHandlers } from '../../../src/relay/view-end.ts';
import { replyEnded } from '../../../src/views/conversation/message/reply-status.ts';
import { setErrorListener } from '../../../src/views/errors/record-error.ts';
import { createViewModel } from '../../../src/views/state/view-model.ts';
import { madeOpen, madeRoom, madeState, other, own, ROOM_ID } from '../../stage/made.ts';

const setUp = (state: ViewState, answer: (command: Command) => CommandResult = () => ({ ok: true })) => {
  const asked: Command[] = [];
  const frames: (() => void)[] = [];
  let handlers: ViewEndHandlers | undefined;
  const model = createViewModel({
    connect: (given) => {
      handlers = given;
      return {
        execute: async (command) => {
          asked.push(command);
          return answer(command);
        },
        close: () => undefined,
      };
    },
    nextFrame: (run) => frames.push(run),
    newId: () => 'minted',
  });
  const snapshot = (next: ViewState) => handlers?.onSnapshot(next);
  const change = (...changes: ViewChange[]) => handlers?.onChanges(changes);
  snapshot(state);
  return { model, asked, frames, snapshot, change, runFrame: () => frames.shift()?.() };
};

const append = (id: string, text: string): ViewChange => ({
  type: 'append',
  roomId: ROOM_ID,
  id: other(id, '', 0).id,
  text,
});

const streaming = madeState({
  open: madeOpen({ messages: [own('q', 'Hi', 1), other('s', '', 2, { reply: 'streaming' })] }),
});

describe('the view model', () => {
  it('is ready with the first snapshot', () => {
    const { model } = setUp(madeState());
    expect(model.ready.value).toBe(true);
    expect(model.profile.value?.userName).toBe('Robin');
  });

  it('gathers what a stream brings until the next frame', () => {
    const { model, change, frames, runFrame } = setUp(streaming);
    const reply = model.conversation.value?.message(other('s', '', 0).id);
    const seen: (string | undefined)[] = [];
    reply?.subscribe((message) => seen.push(message.text));
    change(append('s', 'Hel'), append('s', 'lo'));
    change(append('s', ' there'));
    expect(frames).toHaveLength(1);
    expect(seen).toEqual(['']);
    runFrame();
    expect(seen).toEqual(['', 'Hello there']);
    change(append('s', '!'));
    expect(frames).toHaveLength(1);
    runFrame();
    expect(reply?.value.text).toBe('Hello there!');
  });

  it('keeps the order of what was said: text that waits comes before the message that closes it', () => {
    const { model, change, runFrame } = setUp(streaming);
    change(append('s', 'Hel'), { type: 'put', message: other('s', 'Hello', 2) });
    runFrame();
    expect(model.conversation.value?.message(other('s', '', 0).id)?.value.text).toBe('Hello');
  });

  it('renders neither the list nor the neighbours when a message grows', () => {
    const { model, change, runFrame } = setUp(streaming);
    const ids: unknown[] = [];
    model.conversation.value?.ids.subscribe((next) => ids.push(next));
    const question: unknown[] = [];
    model.conversation.value?.message(own('q', '', 0).id)?.subscribe((next) => question.push(next));
    change(append('s', 'Hel'));
    runFrame();
    expect(ids).toHaveLength(1);
    expect(question).toHaveLength(1);
  });

  it('leaves alone what belongs to another room', () => {
    const { model, change } = setUp(streaming);
    change({ type: 'put', message: { ...other('x', 'elsewhere', 3), roomId: 'another' as RoomId } });
    expect(model.conversation.value?.ids.value).toEqual(['q', 's']);
  });

  it('keeps the conversation, and its signals, over a new snapshot of the same room', () => {
    const { model, snapshot } = setUp(streaming);
    const before = model.conversation.value;
    const reply = before?.message(other('s', '', 0).id);
    snapshot(madeState({ open: madeOpen({ messages: [own('q', 'Hi', 1), other('s', 'Done', 2)] }) }));
    expect(model.conversation.value).toBe(before);
    expect(reply?.value.text).toBe('Done');
    snapshot(madeState({ open: madeOpen({ room: madeRoom({ id: 'another' as RoomId }) }) }));
    expect(model.conversation.value).not.toBe(before);
  });

  it('mints the id of what it sends, and sends to the open room', async () => {
    const { model, asked } = setUp(streaming);
    await model.send('Hello');
    expect(asked).toEqual([{ type: 'send', roomId: ROOM_ID, messageId: 'minted', text: 'Hello' }]);
  });

  it('adds the page before the oldest message', async () => {
    const { model, asked } = setUp(streaming, () => ({
      ok: true,
      older: { messages: [other('o', 'old', 0)], hasOlder: true },
    }));
    await model.loadOlder();
    expect(asked).toEqual([{ type: 'load-older', roomId: ROOM_ID, before: 'q' }]);
    expect(model.conversation.value?.ids.value).toEqual(['o', 'q', 's']);
    expect(model.conversation.value?.hasOlder.value).toBe(true);
  });

  it('tells of messages with what was known of them, and of none that catching up brings in above', () => {
    const { model, change } = setUp(streaming);
    const heard: string[] = [];
    const stop = model.onMessage((next, known) => {
      if (replyEnded(known, next)) heard.push(next.text);
    });
    change({ type: 'put', message: other('old', 'Long ago', 0) });
    expect(heard).toEqual([]);
    change(
      { type: 'put', message: other('s', 'Done', 2) },
      { type: 'put', message: other('t', 'And more', 3) },
      { type: 'put', message: other('t', 'And more', 3, { serverId: 'known' as ServerMessageId }) },
    );
    expect(heard).toEqual(['Done', 'And more']);
    stop();
    change({ type: 'put', message: other('u', 'Unheard', 4) });
    expect(heard).toEqual(['Done', 'And more']);
  });

  it('remembers the address of a server that was left', () => {
    const { model, change } = setUp(streaming);
    change({ type: 'profile', profile: null });
    expect(model.lastAddress()).toBe('http://localhost:3000');
  });
});

describe('a reply that has come to its end', () => {
  const streaming = other('s', '', 1, { reply: 'streaming' });
  const complete = other('s', 'Done', 1);
  const stopped = other('s', 'Done', 1, { reply: 'streaming', stoppedAt: 2 });
  const incomplete = other('s', 'Do', 1, { reply: 'incomplete' });

  it('is one that is new or was going on, and ended in whatever way', () => {
    expect(replyEnded(undefined, complete)).toBe(true);
    expect(replyEnded(streaming, complete)).toBe(true);
    expect(replyEnded(streaming, incomplete)).toBe(true);
    expect(replyEnded(streaming, { ...complete, reply: 'superseded' })).toBe(true);
    expect(replyEnded(streaming, stopped)).toBe(true);
  });
  it('is one that ended otherwise before: the rest came, or is shown after all', () => {
    expect(replyEnded(incomplete, complete)).toBe(true);
    expect(replyEnded({ ...complete, stoppedAt: 2 }, complete)).toBe(true);
  });
  it('is neither an update of what had ended so, nor what goes on, nor our own', () => {
    expect(replyEnded(complete, complete)).toBe(false);
    expect(replyEnded(stopped, { ...complete, stoppedAt: 2 })).toBe(false);
    expect(replyEnded(incomplete, streaming)).toBe(false);
    expect(replyEnded(undefined, own('q', '', 1))).toBe(false);
    expect(replyEnded(undefined, other('s', '', 1, { actionStatus: 'executing' }))).toBe(false);
  });
});

describe('what throws', () => {
  let faults: unknown[];
  beforeEach(() => {
    faults = [];
    setErrorListener((error) => faults.push(error));
  });
  afterEach(() => setErrorListener(() => undefined));

  /** A change that throws when it is applied. */
  const bad = (): ViewChange =>
    Object.defineProperty({ type: 'agents' as const, agents: madeState().agents }, 'agents', {
      get: () => {
        throw new Error('a bad change');
      },
    });
  const draft = (text: string): ViewChange => ({ type: 'draft', roomId: ROOM_ID, text, at: 1 });

  it('loses none of the changes that come with it, and none of those that follow', () => {
    const { model, change } = setUp(streaming);
    change(draft('a'), bad(), { type: 'connection', connection: { type: 'offline' } });
    expect(model.conversation.value?.draft.value.text).toBe('a');
    expect(model.connection.value.type).toBe('offline');
    change(bad());
    change(draft('b'));
    expect(model.conversation.value?.draft.value.text).toBe('b');
    expect(faults).toEqual([new Error('a bad change'), new Error('a bad change')]);
  });

  it('in an effect keeps neither the other effects nor the next changes', () => {
    const { model, change } = setUp(streaming);
    const stop = effect(() => {
      if (model.conversation.value?.draft.value.text === 'a') throw new Error('a bad effect');
    });
    const seen: (string | undefined)[] = [];
    const stopToo = effect(() => void seen.push(model.conversation.value?.draft.value.text));
    change(draft('a'), { type: 'connection', connection: { type: 'offline' } });
    change(draft('b'));
    expect(seen).toEqual(['', 'a', 'b']);
    expect(model.connection.value.type).toBe('offline');
    expect(faults).toEqual([new Error('a bad effect')]);
    stop();
    stopToo();
  });

  it('in who listens to messages does not keep the others from hearing them', () => {
    const { model, change } = setUp(streaming);
    const heard: string[] = [];
    model.onMessage(() => {
      throw new Error('a bad listener');
    });
    model.onMessage(({ text }) => heard.push(text));
    change({ type: 'put', message: other('s', 'Hello', 2) });
    expect(heard).toEqual(['Hello']);
  });

  it('in a snapshot costs its own part alone: the view is ready', () => {
    const trap = Object.defineProperty(madeState({ open: madeOpen({ draft: 'a' }) }), 'rooms', {
      get: () => {
        throw new Error('bad rooms');
      },
    });
    const { model } = setUp(trap);
    expect(model.ready.value).toBe(true);
    expect(model.conversation.value?.draft.value.text).toBe('a');
    expect(faults).toEqual([new Error('bad rooms')]);
  });

  it('among what a stream brings keeps back nothing of the other streams', () => {
    const two = madeState({
      open: madeOpen({
        messages: [other('s', '', 1, { reply: 'streaming' }), other('t', '', 2, { reply: 'streaming' })],
      }),
    });
    const { model, change, runFrame } = setUp(two);
    const first = model.conversation.value?.message(other('s', '', 0).id);
    const stop = effect(() => {
      if (first?.value.text === 'Hel') throw new Error('a bad text');
    });
    change(append('s', 'Hel'), append('t', 'Hi'));
    runFrame();
    expect(model.conversation.value?.message(other('t', '', 0).id)?.value.text).toBe('Hi');
    stop();
  });
});
