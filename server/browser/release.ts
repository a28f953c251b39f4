import type { Browser } from 'puppeteer-core';

/**
 * Lets go of all pages: they stay as they are and are the user's, and none can be driven any more.
 * `disconnect` would end a browser that is driven over a pipe.
 */
export const release = async (browser: Browser): Promise<void> => {
  const session = await browser.target().createCDPSession();
  const none = { autoAttach: false, waitForDebuggerOnStart: false, flatten: true };
  await session.connection()?.send('Target.setAutoAttach', none);
};
