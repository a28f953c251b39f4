import { describe, expect, it } from 'vitest';
import { parseKey } from '../../server/browser/keyboard.ts';

describe('parseKey', () => {
  it('knows keys by name, letters and digits', () => {
    expect(parseKey('Enter')).toEqual({
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 13,
      text: '\r',
      modifiers: 0,
    });
    expect(parseKey('a')).toMatchObject({ code: 'KeyA', windowsVirtualKeyCode: 65, text: 'a' });
    expect(parseKey('7')).toMatchObject({ code: 'Digit7', text: '7' });
    expect(parseKey('Space')).toMatchObject({ key: ' ', text: ' ' });
    expect(parseKey('ArrowUp')).not.toHaveProperty('text');
  });

  it('adds modifiers up; a shortcut writes nothing', () => {
    expect(parseKey('Shift+Enter')).toMatchObject({ modifiers: 8, text: '\r' });
    expect(parseKey('Control+Shift+a').modifiers).toBe(10);
    expect(parseKey('Control+a')).not.toHaveProperty('text');
  });

  it('refuses what it does not know', () => {
    expect(() => parseKey('Hyper+a')).toThrow('Hyper');
    expect(() => parseKey('F99')).toThrow('F99');
  });
});
