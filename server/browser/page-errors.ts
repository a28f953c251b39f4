import type { CDPSession } from 'puppeteer-core';
import { describeException } from './call.ts';

/**
 * Collects what goes wrong in a page: `console.error`, what is thrown, what the browser refuses. Puppeteer's
 * events begin when it attaches; a session of one's own is told what was said before as well.
 */
export const collectErrors = async (cdp: CDPSession): Promise<string[]> => {
  const errors: string[] = [];
  cdp.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
    errors.push(describeException(exceptionDetails));
  });
  cdp.on('Runtime.consoleAPICalled', ({ type, args }) => {
    if (type !== 'error' && type !== 'assert') return;
    errors.push(args.map((arg) => arg.description ?? String(arg.value)).join(' '));
  });
  cdp.on('Log.entryAdded', ({ entry }) => {
    if (entry.level === 'error') errors.push([entry.text, entry.url].filter(Boolean).join(' '));
  });
  await Promise.all([cdp.send('Runtime.enable'), cdp.send('Log.enable')]);
  return errors;
};
