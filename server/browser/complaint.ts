import { execFile } from 'node:child_process';

const LIMIT_MS = 5_000;

/**
 * What a browser's program says when it is to show an empty page. Puppeteer keeps what the browser that it
 * started said to itself, so the program is run once more.
 */
export const complaintOf = (executable: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const shown = [...args, '--headless=new', '--dump-dom', 'about:blank'];
    execFile(executable, shown, { timeout: LIMIT_MS }, (error, _, said) => {
      resolve(`${said}${error ? error.message.split('\n', 1) : ''}`.slice(-2_000));
    });
  });
