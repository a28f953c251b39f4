import { type BrowserProcess, startBrowser } from '../../../server/browser/process.ts';
import { findBrowser } from '../../../server/start/find-browser.ts';
import { thisMachine } from '../../../server/start/machine.ts';
import { inFolderOfRun } from './folder.ts';

let running: Promise<BrowserProcess> | undefined;
let count = 0;

const start = async (): Promise<BrowserProcess> => {
  count += 1;
  // Vitest ends its workers by this signal. At an exit, unlike at a death by a signal, the browser is ended too.
  if (count === 1) process.once('SIGTERM', () => process.exit());
  const browser = await startBrowser({
    executable: await findBrowser(thisMachine(console.log)),
    headless: true,
    profileDir: inFolderOfRun(`browser-${process.pid}-${count}`),
  });
  void browser.exited.then(() => {
    running = undefined;
  });
  return browser;
};

/** The browser that the files of a test worker share. It is started when it is first wanted, and ends with the worker. */
export const workersBrowser = (): Promise<BrowserProcess> => {
  running ??= start();
  return running;
};
