import { type ReadonlySignal, signal } from '@preact/signals';
import { type SavedDraft, supersedes, writtenAfter } from '../../../model/saved-draft.ts';

/** How long (ms) after the last key press a draft is saved. */
const SAVE_DELAY_MS = 300;
/** How long (ms) after the last key press a window counts as left alone. */
const LEFT_ALONE_MS = 3_000;

export interface SharedDraftParts {
  initial: SavedDraft;
  /** The draft of the room, as far as this window knows: of its own saves and of the other windows. */
  known: () => SavedDraft;
  now: () => number;
  /** Saves a draft; `known` has to return it from then on, unless it knows a later one. */
  save(draft: SavedDraft): void;
  /** Called before the text is replaced by what was written in another window. */
  onFollow(text: string): void;
}

/**
 * The text of the composer in one of several windows. The window that is written in keeps its text; the others follow
 * it once they are left alone. No window ever holds a text that was not written as a whole in one of them.
 */
export interface SharedDraft {
  readonly text: ReadonlySignal<string>;
  change(text: string, save: 'soon' | 'now'): void;
  /** Must be called when `known` may have changed. */
  knownChanged(): void;
  /** Must be called when an input method begins and ends to compose: its text must not be replaced meanwhile. */
  setComposing(isComposing: boolean): void;
  /** The text that is being sent; undefined while none is. */
  sending(): string | undefined;
  /**
   * Saves nothing from now on: a draft saved after the message is committed would come back. Returns the time at which
   * the sent text counts as removed.
   */
  beginSending(text: string): number;
  /** Keeps `rest` in the composer. */
  endSending(isSent: boolean, rest: string): void;
  /** Saves what is not saved: the window is hidden or closed. */
  close(): void;
}

export const createSharedDraft = (parts: SharedDraftParts): SharedDraft => {
  const { known, save } = parts;
  let own = parts.initial;
  const text = signal(own.text);
  let sending: { text: string; endsAt: number } | undefined;
  let isComposing = false;
  let saving: ReturnType<typeof setTimeout> | undefined;
  /** Runs while the window is written in. */
  let writing: ReturnType<typeof setTimeout> | undefined;

  const set = (next: SavedDraft): void => {
    own = next;
    text.value = next.text;
  };
  const saveOwn = (): void => {
    clearTimeout(saving);
    if (supersedes(own, known())) save(own);
  };
  const follow = (): void => {
    const other = known();
    if (writing !== undefined || isComposing || sending || !supersedes(other, own)) return;
    if (other.text !== own.text) parts.onFollow(other.text);
    set(other);
  };
  const saveUnlessSending = (): void => {
    if (!sending) saveOwn();
  };
  const leaveAlone = (): void => {
    clearTimeout(writing);
    writing = undefined;
    follow();
  };

  return {
    text,
    change: (next, when) => {
      const others = sending ? [own, known(), { text: '', at: sending.endsAt }] : [own, known()];
      set({ text: next, at: writtenAfter(parts.now(), ...others) });
      clearTimeout(saving);
      clearTimeout(writing);
      writing = setTimeout(leaveAlone, LEFT_ALONE_MS);
      if (when === 'now') saveUnlessSending();
      else saving = setTimeout(saveUnlessSending, SAVE_DELAY_MS);
    },
    knownChanged: follow,
    setComposing: (composing) => {
      isComposing = composing;
      follow();
    },
    sending: () => sending?.text,
    beginSending: (sent) => {
      const endsAt = writtenAfter(parts.now(), own, known());
      sending = { text: sent, endsAt };
      return endsAt;
    },
    endSending: (isSent, rest) => {
      const at = Math.max(own.at, sending?.endsAt ?? 0);
      sending = undefined;
      // What was sent is removed from the draft by the worker; what was added to it meanwhile is a draft of its own.
      if (isSent) set({ text: rest, at: rest === '' ? at : at + 1 });
      saveOwn();
      if (own.text === '') leaveAlone();
      else follow();
    },
    close: () => {
      if (own.text !== sending?.text) saveOwn();
    },
  };
};
