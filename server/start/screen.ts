/** What `npm start` has started. */
export interface Running {
  /** What answers at `url`, in a few words: `ElizaOS, agent Eliza`. */
  server: string;
  url: string;
  dist: string;
  extensionId: string;
  /** A short description, or why there is no browser. */
  browser: string;
  /** The folder of the conversations, where they are stored. */
  data: string | undefined;
  pictures: string | undefined;
}

/** The text that `npm start` prints at its end. */
export const runningScreen = (running: Running): string => {
  const rows: [string, string | undefined][] = [
    ['Server', `${running.url}  (${running.server})`],
    ['Conversations', running.data && `${running.data}  (they survive a restart)`],
    ['Extension', `${running.dist}  (id ${running.extensionId})`],
    ['Browser', running.browser],
    ['Pictures', running.pictures],
  ];
  const table = rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => `  ${label.padEnd(15)}${value}`);
  return [
    '',
    'Parley is running.',
    '',
    ...table,
    '',
    'In a browser of your own:',
    '  1. open chrome://extensions (edge://extensions) and switch on Developer mode',
    `  2. Load unpacked: ${running.dist}`,
    `  3. click Parley’s icon and connect to ${running.url}`,
    '',
    'Ctrl-C ends everything that was started here.',
    '',
  ].join('\n');
};
