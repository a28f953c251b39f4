import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POPUP_PATH } from '../server/browser/launch.ts';
import { findBrowser } from '../server/start/find-browser.ts';
import { thisMachine } from '../server/start/machine.ts';
import { DIST } from '../test/browser/harness/browser.ts';
import { openAgent } from '../test/browser/harness/conversation.ts';
import { buildBare, buildFill } from './builds.ts';
import { type Measured, startClient } from './client.ts';
import type { Fill } from './fill.ts';
import type { Client } from './samples.ts';

/** A client that is set up, with the room that is open in it. */
export interface Contender extends Measured {
  readonly room: string;
}

/** Parley, whose database can be filled. */
export interface Parley extends Contender {
  /**
   * Puts the room into a state and restarts the worker: so many messages stored, so many of them unread, so many
   * other rooms. What is left out is 0.
   */
  fill(state: Partial<Pick<Fill, 'messages' | 'unread' | 'rooms'>>): Promise<void>;
  /** Starts the worker without a view that marks messages as read, and waits until it has caught up. */
  wake(): Promise<void>;
}

export interface World {
  readonly parley: Parley;
  readonly bare: Contender;
  /** Both, to be measured one after the other. */
  readonly contenders: readonly Contender[];
  close(): Promise<void>;
}

type Globals = typeof globalThis & { fill(state: Fill): Promise<void> };

const BARE_ROOM = 'bare-room';

const setUpParley = async (measured: Measured): Promise<Parley> => {
  const { browser, server, worker } = measured;
  const popup = await browser.openPopup();
  await openAgent(popup, server.url);
  const script = await buildFill();
  const { profile, roomId } = await popup.evaluate(
    () =>
      new Promise<{ profile: string; roomId: string }>((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('rooms').objectStore('rooms').getAll();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result[0]);
          };
        };
      }),
  );
  await popup.close();
  return {
    ...measured,
    room: roomId,
    fill: async ({ messages = 0, unread = 0, rooms = 0 }) => {
      const page = await browser.openExtensionPage('manifest.json', { ready: false });
      await worker.stop();
      await page.evaluate(script);
      const state: Fill = { profile, room: roomId, newest: Date.now(), messages, unread, rooms };
      await page.evaluate((state) => (globalThis as Globals).fill(state), state);
      await page.close();
    },
    wake: async () => {
      const page = await browser.openExtensionPage('src/views/options/index.html');
      await server.quiet();
      await page.close();
    },
  };
};

const setUpBare = async (measured: Measured): Promise<Contender> => {
  const { browser, server, worker } = measured;
  const page = await browser.openExtensionPage('popup.html', { ready: false });
  const place = { url: server.url, room: BARE_ROOM, me: 'me' };
  await page.evaluate((place) => chrome.storage.local.set(place), place);
  await page.close();
  // It reads its place when it starts.
  await worker.stop();
  return { ...measured, room: BARE_ROOM };
};

/** Starts the clients, each in a browser of its own. */
export const startWorld = async (say: (line: string) => void): Promise<World> => {
  const executable = await findBrowser(thisMachine(say));
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const start = (client: Client, dist: string, popup: string) => startClient(client, executable, dist, popup);
  await buildBare(folder);
  const parley = await setUpParley(await start('parley', DIST, POPUP_PATH));
  const bare = await setUpBare(await start('bare', folder, 'popup.html'));
  return {
    parley,
    bare,
    contenders: [parley, bare],
    close: async () => {
      await Promise.all([parley.close(), bare.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
