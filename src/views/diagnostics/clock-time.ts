import { dateFormat } from '../i18n/locale.ts';

/** The time of `at` (ms since the epoch), to the second. */
export const clockTime = dateFormat({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
