import type { CdpSession } from './cdp.ts';
import { describeException } from './evaluate.ts';

/** Collects what goes wrong in a page or a worker; what was said before this attached is told again. */
export const collectErrors = async (cdp: CdpSession): Promise<string[]> => {
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
