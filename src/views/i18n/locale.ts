import { clampTime } from '../../model/time.ts';
import { localDay } from './local-day.ts';
import { text } from './text.ts';

const languageOf = (tag: string): string | undefined => tag.split('-')[0];

/** The locale for dates and numbers: the browser's where its language is that of the messages, else that of the messages. */
export const locale = (): string => {
  const language = text('language');
  const { locale: own } = new Intl.DateTimeFormat().resolvedOptions();
  return languageOf(own) === languageOf(language) ? own : language;
};

/**
 * Returns a formatter for times (ms since the epoch) in the language of the messages, with Western digits, in the
 * time zone that it is for the user: what is rendered with it follows that.
 */
export const dateFormat = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
  let format: Intl.DateTimeFormat | undefined;
  let formatZone = '';
  return (at) => {
    const { zone } = localDay.value;
    // The messages are available only after the start of the page.
    if (!format || zone !== formatZone) {
      format = new Intl.DateTimeFormat(locale(), { ...options, numberingSystem: 'latn' });
      formatZone = zone;
    }
    return format.format(clampTime(at));
  };
};
