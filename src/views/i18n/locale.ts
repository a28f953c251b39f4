import { clampTime } from '../../model/time.ts';
import { text } from './text.ts';

const languageOf = (tag: string): string | undefined => tag.split('-')[0];

/** How dates are written: as the browser does where it speaks the language of the words, else as they do. */
const locale = (): string => {
  const words = text('language');
  const { locale: own } = new Intl.DateTimeFormat().resolvedOptions();
  return languageOf(own) === languageOf(words) ? own : words;
};

/** Writes moments (ms since the epoch) in the language of the words, with the digits that stand in them. */
export const dateFormat = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
  let format: Intl.DateTimeFormat | undefined;
  return (at) => {
    // The words are known from the first paint on.
    format ??= new Intl.DateTimeFormat(locale(), { ...options, numberingSystem: 'latn' });
    return format.format(clampTime(at));
  };
};
