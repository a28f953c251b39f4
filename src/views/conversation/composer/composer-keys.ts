/** The fields of a keyboard event that the composer reads. */
export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** The key code of a key press that an input method handles: Safari and some IMEs set nothing else. */
const IME_KEY_CODE = 229;

/** Whether a key was pressed without modifiers, and not for an input method. */
export const isPlain = (press: KeyPress): boolean =>
  !(press.shiftKey || press.ctrlKey || press.altKey || press.metaKey) &&
  !press.isComposing &&
  press.keyCode !== IME_KEY_CODE;

/** Whether a key press sends: Enter without modifiers, except the one that ends an IME composition. */
export const sends = (press: KeyPress): boolean => press.key === 'Enter' && isPlain(press);
