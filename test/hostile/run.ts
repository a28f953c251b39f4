import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { PANEL_PATH } from '../../server/browser/launch.ts';
import type { Page } from '../../server/browser/page.ts';
import { launchExtension } from '../browser/harness/browser.ts';
import { openAgent } from '../browser/harness/conversation.ts';
import { startElsewhere } from './elsewhere.ts';
import { frameAt } from './frames.ts';
import { type Evidence, judge, type Noted, type Verdict } from './judge.ts';
import type { Link } from './link.ts';
import { startHostileServer, type Way } from './server.ts';
import {
  command,
  ownShownIn,
  readDatabase,
  type Witness,
  witnessPage,
  witnessWorker,
  wordsIn,
} from './witness.ts';

export interface RunOptions {
  seed: number;
  /** The index of the first frame, and how many there are. */
  from: number;
  count: number;
  dist: string;
  say: (line: string) => void;
}

export interface RunResult {
  verdict: Verdict;
  seconds: number;
}

/** An ordinary message follows after so many frames. */
export const BATCH = 250;
/** The user sends a message after so many frames. */
const SEND_EVERY = 1_000;
/** So many frames come by the same way. */
const WAY_EVERY = 2_000;
const JOIN_MS = 30_000;
/** So often it is asked to connect (ms): it may not know yet that its connection has ended. */
const CONNECT_EVERY_MS = 100;
const ANSWER_MS = 60_000;
/** A client that does not answer a ping for so long after a malformed packet is let go (ms). */
const SHORT_ANSWER_MS = 2_000;

/** The way by which the frame of an index comes. */
export const wayAt = (index: number): Way =>
  Math.floor(index / WAY_EVERY) % 3 === 2 ? 'polling' : 'websocket';

/** Until the page shows a word in the log; how long that took from now on (ms). */
const untilShown = async (page: Page, word: string): Promise<number> => {
  const from = Date.now();
  await page.evaluate(
    (word) =>
      new Promise<void>((resolve) => {
        const isThere = (): boolean =>
          document.querySelector('[role=log]')?.textContent?.includes(word) === true;
        if (isThere()) return resolve();
        const observer = new MutationObserver(() => {
          if (!isThere()) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(document, { subtree: true, childList: true, characterData: true });
        setTimeout(resolve, 15_000);
      }),
    word,
  );
  return Date.now() - from;
};

/** Speaks to the built extension, frame after frame, and judges it by what can be seen from outside. */
export const run = async ({ seed, from, count, dist, say }: RunOptions): Promise<RunResult> => {
  const started = Date.now();
  const home = await mkdtemp(join(tmpdir(), 'parley-hostile-'));
  const [server, elsewhere] = await Promise.all([startHostileServer(), startElsewhere()]);
  const browser = await launchExtension({ dist, profileDir: join(home, 'profile') });
  try {
    const setup = await browser.openExtensionPage(PANEL_PATH);
    await openAgent(setup, server.url);
    const panel = await browser.openSidePanel(setup);
    await setup.close();
    const popup = await browser.openPopup();
    const host = new URL(server.url).host;
    const views: readonly [string, Page][] = [
      ['panel', panel],
      ['popup', popup],
    ];
    const witnesses: Witness[] = await Promise.all([
      witnessWorker(browser, host),
      ...views.map(([name, page]) => witnessPage(name, page, host)),
    ]);
    const noted = { exceptions: [], foreign: [], polluted: [], elsewhere: [], dropped: [] } as Record<
      'exceptions' | 'foreign' | 'polluted' | 'elsewhere' | 'dropped',
      Noted[]
    >;
    const shown: Evidence['shown'][number][] = [];
    const sent: Evidence['sent'][number][] = [];
    const typed: Evidence['typed'][number][] = [];
    const expected = new Set<string>();

    /** Says what stands in the panel, and what the worker has noted last. */
    const account = async (): Promise<void> => {
      say((await wordsIn(panel)).replaceAll(/\s+/g, ' ').slice(0, 600));
      say(JSON.stringify(await command(panel, { type: 'diagnose' })).slice(-2_000));
    };

    /** The link on which the room is joined. Asks the worker to connect at once, as a person may by a button. */
    const joined = async (): Promise<Link> => {
      const deadline = Date.now() + JOIN_MS;
      for (;;) {
        const link = server.link();
        if (link?.isOpen()) return link;
        if (Date.now() > deadline) {
          await account();
          throw new Error(`the room was not joined again within ${JOIN_MS} ms`);
        }
        await command(panel, { type: 'connect-now' });
        await Promise.race([server.untilJoined(), after(CONNECT_EVERY_MS)]);
      }
    };

    /** Writes frames up to `to`, or to the first after which the connection may end; resolves to the next index. */
    const speak = async (first: number, to: number): Promise<number> => {
      const link = await joined();
      let index = first;
      let mayEnd = false;
      for (; index < to && !mayEnd; index += 1) {
        const frame = frameAt(seed, index, {
          room: server.room,
          agent: server.agent,
          me: server.me() ?? '',
          own: server.own.slice(-20),
          elsewhere: elsewhere.url,
          now: Date.now(),
        });
        mayEnd = frame.mayEnd ?? false;
        link.write(frame.packets);
        if (frame.token) expected.add(frame.token);
        if (frame.row) {
          const { row } = frame;
          const before = server.rows.findIndex(({ id }) => id === row.id);
          if (before < 0) server.rows.push(row);
          else server.rows[before] = row;
        }
      }
      const alive = await link.ping(mayEnd ? SHORT_ANSWER_MS : ANSWER_MS);
      if (alive) return index;
      if (!mayEnd)
        noted.dropped.push({ what: `a connection over ${link.transport} ended`, from: first, to: index });
      link.close();
      return index;
    };

    const look = async (range: { from: number; to: number }): Promise<void> => {
      const note = (list: Noted[], whats: readonly string[]): void =>
        void list.push(...whats.map((what) => ({ what, ...range })));
      for (const witness of witnesses) {
        note(noted.exceptions, witness.newErrors());
        note(noted.elsewhere, witness.newHosts());
        note(noted.polluted, await witness.pollution());
      }
      note(noted.elsewhere, elsewhere.newRequests());
      for (const [name, page] of views) {
        const words = await wordsIn(page);
        note(
          noted.foreign,
          [...new Set(words.match(/x\d{6}/g))].map((token) => `${token} in the ${name}`),
        );
      }
    };

    const ordinary = async (range: { from: number; to: number }): Promise<void> => {
      const link = await joined();
      const word = `k${String(range.to).padStart(6, '0')}`;
      const row = { id: crypto.randomUUID(), text: word, authorId: server.agent, createdAt: Date.now() };
      server.rows.push(row);
      const { id, text, authorId: senderId, createdAt } = row;
      const said = { id, text, senderId, createdAt, roomId: server.room, senderName: 'Eliza' };
      link.write([
        `42${JSON.stringify(['messageBroadcast', said])}`,
        `42${JSON.stringify(['controlMessage', { roomId: server.room, enabled: true }])}`,
      ]);
      const waits = await Promise.all(views.map(([, page]) => untilShown(page, word)));
      shown.push({ ms: Math.max(...waits), ...range });
      if (Math.max(...waits) > 5000) await account();
      say(`${range.to}: shown after ${waits.join(' and ')} ms`);
    };

    const sendOne = async (range: { from: number; to: number }): Promise<void> => {
      await joined();
      const [, page] = views[sent.length % views.length] ?? ['panel', panel];
      const token = `p${sent.length}`;
      const text = `${token} for seed ${seed}`;
      const begun = Date.now();
      const field = page.byRole('textbox', 'Message');
      await field.fill(text);
      await page.byRole('button', 'Send').click();
      typed.push({ token, text });
      const isSent = await page
        .waitFor(
          (text) =>
            [...document.querySelectorAll<HTMLElement>('article[data-state=sent]')].some(
              (article) => article.querySelector('.bubble')?.textContent === text,
            ),
          [text],
          { timeout: ANSWER_MS },
        )
        .then(
          () => true,
          (error: unknown) => say(String(error)),
        );
      sent.push({ token, ms: isSent ? Date.now() - begun : undefined, ...range });
    };

    await sendOne({ from, to: from });
    const end = from + count;
    for (let first = from; first < end; ) {
      const to = Math.min(end, (Math.floor(first / BATCH) + 1) * BATCH);
      server.letIn(wayAt(first));
      const t0 = Date.now();
      for (let next = first; next < to; ) next = await speak(next, to);
      const range = { from: first, to };
      const t1 = Date.now();
      await ordinary(range);
      const t2 = Date.now();
      if (to % SEND_EVERY === 0 || to === end) await sendOne(range);
      const t3 = Date.now();
      await look(range);
      say(`spoke ${t1 - t0}, shown ${t2 - t1}, sent ${t3 - t2}, looked ${Date.now() - t3}`);
      first = to;
    }

    const stored = await readDatabase(panel);
    noted.foreign.push(...stored.foreign.map((what) => ({ what: `${what} in the database`, from, to: end })));
    const kept = [
      ...stored.own.map((message) => ({ ...message, where: 'database' })),
      ...(
        await Promise.all(
          views.map(async ([name, page]) =>
            (await ownShownIn(page)).map((message) => ({ ...message, where: name })),
          ),
        )
      ).flat(),
    ];
    const heaps = await Promise.all(
      witnesses.map(async ({ name, heap }) => ({
        name: `heap of the ${name}`,
        bytes: await heap(),
        most: 100e6,
      })),
    );
    const verdict = judge({
      frames: count,
      expected: expected.size,
      reached: stored.reached.filter((token) => expected.has(token)).length,
      ...noted,
      typed,
      kept,
      bounds: [...heaps, { name: 'database', bytes: stored.bytes, most: 100e6 }],
      shown,
      sent,
    });
    return { verdict, seconds: Math.round((Date.now() - started) / 1000) };
  } finally {
    await browser.close();
    await Promise.all([server.stop(), elsewhere.stop()]);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
};
