import type { CdpSession } from './cdp.ts';

/** A key press as the protocol's `Input.dispatchKeyEvent` wants it. */
export interface KeyPress {
  key: string;
  code: string;
  windowsVirtualKeyCode: number;
  /** Bit field: 1 Alt, 2 Control, 4 Meta, 8 Shift. */
  modifiers: number;
  /** What the key writes, if it writes. */
  text?: string;
}

const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Meta: 4, Shift: 8 };
const WRITES_NOTHING = 1 | 2 | 4;

/** Virtual key codes of the keys that have a name; code and key are the name unless said. */
const NAMED: Readonly<Record<string, { virtual: number; key?: string; text?: string }>> = {
  Enter: { virtual: 13, text: '\r' },
  Tab: { virtual: 9 },
  Escape: { virtual: 27 },
  Backspace: { virtual: 8 },
  Delete: { virtual: 46 },
  Space: { virtual: 32, key: ' ', text: ' ' },
  Home: { virtual: 36 },
  End: { virtual: 35 },
  PageUp: { virtual: 33 },
  PageDown: { virtual: 34 },
  ArrowLeft: { virtual: 37 },
  ArrowUp: { virtual: 38 },
  ArrowRight: { virtual: 39 },
  ArrowDown: { virtual: 40 },
};

const plainKey = (name: string): Omit<KeyPress, 'modifiers'> => {
  const named = NAMED[name];
  if (named) {
    const text = named.text === undefined ? {} : { text: named.text };
    return { key: named.key ?? name, code: name, windowsVirtualKeyCode: named.virtual, ...text };
  }
  if (/^[a-z]$/i.test(name)) {
    const upper = name.toUpperCase();
    return { key: name, code: `Key${upper}`, windowsVirtualKeyCode: upper.charCodeAt(0), text: name };
  }
  if (/^[0-9]$/.test(name)) {
    return { key: name, code: `Digit${name}`, windowsVirtualKeyCode: name.charCodeAt(0), text: name };
  }
  throw new Error(`No such key: ${name}`);
};

/** `Enter`, `Shift+Enter`, `Control+a`, `ArrowUp`. Throws on a key that is not known. */
export const parseKey = (chord: string): KeyPress => {
  const names = chord.split('+');
  const name = names.pop() ?? '';
  const modifiers = names.reduce((bits, modifier) => {
    const bit = MODIFIERS[modifier];
    if (bit === undefined) throw new Error(`No such modifier: ${modifier}`);
    return bits | bit;
  }, 0);
  const { text, ...key } = plainKey(name);
  return text === undefined || (modifiers & WRITES_NOTHING) !== 0
    ? { ...key, modifiers }
    : { ...key, modifiers, text };
};

/** Writes where the focus is. */
export interface Keyboard {
  /** `Enter`, `Shift+Enter`, `Control+a`. */
  press(chord: string): Promise<void>;
  /** Inserted at once, as a paste or an input method does. */
  insertText(text: string): Promise<void>;
  /** An IME composition that is not yet finished: shows `text`. Empty: ends it without a text. */
  compose(text: string): Promise<void>;
}

export const createKeyboard = (cdp: CdpSession): Keyboard => ({
  press: async (chord) => {
    const key = parseKey(chord);
    await cdp.send('Input.dispatchKeyEvent', { type: key.text ? 'keyDown' : 'rawKeyDown', ...key });
    const { text: _, ...up } = key;
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...up });
  },
  insertText: (text) => cdp.send('Input.insertText', { text }),
  compose: (text) =>
    cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
});
