/** The part of a key press that matters to the composer. */
export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** The code of a key press that an input method keeps to itself; Safari and some IMEs tell it no other way. */
const IME_KEY_CODE = 229;

/** Whether a key was pressed alone, and not for an input method. */
export const isPlain = (press: KeyPress): boolean =>
  !(press.shiftKey || press.ctrlKey || press.altKey || press.metaKey) &&
  !press.isComposing &&
  press.keyCode !== IME_KEY_CODE;

/** Whether a key press sends: Enter alone, and not the one that ends an IME composition. */
export const sends = (press: KeyPress): boolean => press.key === 'Enter' && isPlain(press);
