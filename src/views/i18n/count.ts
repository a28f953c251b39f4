import { locale } from './locale.ts';

let format: Intl.NumberFormat | undefined;

/** A number in the format of the locale, with Western digits: `12,000`. */
export const formatCount = (count: number): string => {
  // The messages are available only after the start of the page.
  format ??= new Intl.NumberFormat(locale(), { numberingSystem: 'latn' });
  return format.format(count);
};
