import type { Delimiter, StateInline } from 'markdown-it';

const TILDE = 0x7e;
/** A marker of its own: that of the character would pair the tildes one by one. */
const MARKER = TILDE + 0x10_000;
const isStrike = ({ marker }: Delimiter): boolean => marker === MARKER;

/** Recognises two tildes as a delimiter. One is text, unlike on GitHub: in `10~20 and 30~40` it means a range. */
const tokenize = (state: StateInline, silent: boolean): boolean => {
  if (silent || state.src.charCodeAt(state.pos) !== TILDE) return false;
  const { length, can_open, can_close } = state.scanDelims(state.pos, true);
  const token = state.push('text', '', 0);
  token.content = '~'.repeat(length);
  if (length === 2) {
    const place = { token: state.tokens.length - 1, end: -1, open: can_open, close: can_close };
    state.delimiters.push({ marker: MARKER, length: 0, ...place });
  }
  state.pos += length;
  return true;
};

const strike = (state: StateInline, index: number | undefined, type: string, nesting: -1 | 1): void => {
  const token = index === undefined ? undefined : state.tokens[index];
  if (!token) return;
  token.markup = token.content;
  token.content = '';
  token.type = type;
  token.nesting = nesting;
};

const pair = (state: StateInline, delimiters: readonly Delimiter[]): void => {
  for (const opener of delimiters) {
    if (!isStrike(opener) || opener.end < 0) continue;
    strike(state, opener.token, 's_open', 1);
    strike(state, delimiters[opener.end]?.token, 's_close', -1);
  }
};

const postProcess = (state: StateInline): boolean => {
  pair(state, state.delimiters);
  for (const meta of state.tokens_meta) if (meta?.delimiters) pair(state, meta.delimiters);
  return true;
};

/** Replaces the strikethrough rules of markdown-it. */
export const strikethrough = { tokenize, postProcess };
