import { isTargetGone } from '../../server/browser/call.ts';
import type { Page } from '../../server/browser/page.ts';
import { type Typed, tokenOf } from './judge.ts';
import type { ViewName } from './schedule.ts';
import type { World } from './world.ts';

/** Somebody who types, looks whether it was taken, and types again what was not. */
export interface Person {
  readonly typed: readonly Typed[];
  /** Texts that appeared in the composer again after they were sent. */
  readonly back: readonly string[];
  newText(long: boolean): string;
  /** Types, presses Enter, and sees to it that it is taken, whatever happens meanwhile. */
  say(name: ViewName, text: string): Promise<void>;
  /** One in each view at once. */
  sayAtOnce(names: readonly [ViewName, ViewName]): Promise<void>;
  /** Types, and presses nothing. Rejects where the view goes away. */
  write(name: ViewName, text: string): Promise<Page>;
  /** Types and presses Enter, and does not look: the view may go away under the fingers. */
  press(name: ViewName, text: string): Promise<void>;
  /** Looks whether it was taken, and types again what was not, as often as it takes. */
  see(name: ViewName, text: string): Promise<void>;
  /** Sees whether something stands there that was sent. */
  lookAtComposer(): Promise<void>;
  connect(): Promise<void>;
  goTo(room: string): Promise<void>;
  newRoom(): Promise<void>;
  readonly rooms: readonly string[];
  room(): string;
}

const TAKEN_LIMIT = { timeout: 20_000 };
const LONG_WORDS = 80;
/** What a conversation is called until its first message. */
const NEW = 'New conversation';

/** How many rooms to begin with. */
const ROOMS = 3;

const composerText = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('textarea')?.value ?? '');

const isShown = (page: Page, token: string): Promise<boolean> =>
  page.evaluate(
    (start) =>
      [...document.querySelectorAll('article[data-state] .bubble')].some((bubble) =>
        bubble.textContent?.startsWith(start),
      ),
    token,
  );

const titleOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('h1')?.textContent ?? '');

export const createPerson = (world: World): Person => {
  const { chronicle, proxy, backend } = world;
  const typed: Typed[] = [];
  const back: string[] = [];
  const rooms: string[] = [];
  let current = '';
  let tokens = 0;
  let turns = 0;

  /** Undefined where the page went away. */
  const survive = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (isTargetGone(error)) return undefined;
      throw error;
    }
  };

  const took = (token: string, turn: number): void => {
    if (typed.some((each) => each.token === token)) return;
    typed.push({ token, room: current, turn });
    chronicle.note(`typed ${token} in ${current}`);
  };

  /** Sends or deletes the text that is still in the composer, as a person does before writing anew. */
  const clean = async (page: Page, wanted: string): Promise<void> => {
    // A text that was just sent may still be there for a moment.
    await page
      .waitFor(() => document.querySelector('textarea')?.value === '', [], { timeout: 3_000 })
      .catch((error: unknown) => {
        if (isTargetGone(error)) throw error;
      });
    const left = await composerText(page);
    const token = tokenOf(left);
    if (left === '' || left === wanted || token === undefined) return;
    if (!typed.some((each) => each.token === token)) return;
    chronicle.note(`${token} stands in the composer again`);
    back.push(token);
  };

  /** In which page each message was written last. */
  const writtenIn = new Map<string, Page>();

  const write: Person['write'] = async (name, text) => {
    const page = await world.view(name);
    await page.waitForRole('textbox', 'Message');
    if ((await composerText(page)) !== '') await clean(page, text);
    await page.byRole('textbox', 'Message').fill(text);
    writtenIn.set(text, page);
    return page;
  };

  const press: Person['press'] = async (name, text) => {
    await survive(async () => (await write(name, text)).press('Enter'));
  };

  /** Until it is taken: it is shown, or the composer in which it was written has cleared. */
  const isTaken = async (name: ViewName, text: string, token: string): Promise<boolean> => {
    if (world.facts.wasShown(token)) return true;
    const seen = await survive(async () => {
      const page = await world.view(name);
      await page.waitForRole('textbox', 'Message');
      if (page !== writtenIn.get(text)) return isShown(page, token);
      await page.waitFor(
        (start) =>
          document.querySelector('textarea')?.value === '' ||
          [...document.querySelectorAll('article[data-state] .bubble')].some((bubble) =>
            bubble.textContent?.startsWith(start),
          ),
        [token],
        TAKEN_LIMIT,
      );
      return true;
    });
    return seen ?? world.facts.wasShown(token);
  };

  const see: Person['see'] = async (name, text) => {
    const token = tokenOf(text) ?? text;
    turns += 1;
    const turn = turns;
    while (!(await isTaken(name, text, token))) {
      chronicle.note(`${token} was not taken: typed again`);
      await press(name, text);
    }
    took(token, turn);
  };

  /** A room that was not there before is open. */
  const entered = async (page: Page): Promise<void> => {
    await page.waitForRole('textbox', 'Message', TAKEN_LIMIT);
    await page.waitFor(
      (known) => {
        const title = document.querySelector('h1')?.textContent ?? '';
        // A room where something was said is called after that.
        return !known.includes(title) && !/^m\d{4}\b/.test(title);
      },
      [[...rooms]],
      TAKEN_LIMIT,
    );
    current = await titleOf(page);
    rooms.push(current);
    chronicle.note(`in a new room, ${current}`);
  };

  /** The conversation in which nothing was written yet. */
  const emptyRoom = (): string | undefined =>
    rooms.find((room) => room.startsWith(NEW) && !typed.some((each) => each.room === room));

  /** A room is called as it was made, or after the first message in it. */
  const namesOf = (room: string): string[] => [
    room,
    ...typed.flatMap((each) => (each.room === room ? [each.token] : [])),
    ...(room === emptyRoom() ? [NEW] : []),
  ];

  const toAllRooms = async (page: Page): Promise<void> => {
    await page.byRole('button', 'Conversations').click();
    await page.byRole('button', 'All agents').click();
  };

  const joinByHand = async (page: Page): Promise<void> => {
    await page.byRole('textbox', 'Room ID').fill(`chaos-${rooms.length + 1}`);
    await page.byRole('textbox', 'Your name').fill('Visitor');
    await page.byRole('button', 'Join room').click();
    await entered(page);
  };

  const person: Person = {
    typed,
    back,
    rooms,
    room: () => current,
    newText: (long) => {
      tokens += 1;
      const token = `m${String(tokens).padStart(4, '0')}`;
      return long ? `${token} say ${LONG_WORDS} words` : token;
    },
    write,
    press,
    see,
    lookAtComposer: async () => {
      await clean(await world.view('tab'), '');
    },
    say: async (name, text) => {
      await press(name, text);
      await see(name, text);
    },
    sayAtOnce: async (names) => {
      const texts = names.map(() => person.newText(false));
      for (const name of names) await world.view(name);
      await Promise.all(names.map((name, index) => press(name, texts[index] ?? '')));
      const turn = turns + 1;
      for (const [index, name] of names.entries()) await see(name, texts[index] ?? '');
      for (const text of texts) {
        const mine = typed.find(({ token }) => token === tokenOf(text));
        if (mine) mine.turn = turn;
      }
    },
    connect: async () => {
      const page = await world.view('tab');
      await page.byRole('textbox', 'Server address').fill(proxy.url);
      await page.byRole('button', 'Connect').click();
      for (const agent of backend.agents) {
        if (rooms.length > 0) await toAllRooms(page);
        await page
          .byRole('list', 'Agents')
          .byRole('button', new RegExp(`^${agent}\\b`))
          .click();
        await entered(page);
      }
      while (rooms.length < ROOMS) {
        if (rooms.length > 0) await toAllRooms(page);
        await joinByHand(page);
      }
    },
    goTo: async (room) => {
      if (room === current) return;
      const page = await world.view('tab');
      await page.byRole('button', 'Conversations').click();
      await page.waitForRole('list', 'Conversations');
      const title = await page.evaluate((names) => {
        const titles = [...document.querySelectorAll('.room strong')].map(({ textContent }) => textContent);
        return titles.find((each) => names.includes(each.split(' ')[0] ?? '') || names.includes(each));
      }, namesOf(room));
      if (title === undefined) throw new Error(`There is no room ${room}: ${await page.text()}`);
      await page.evaluate((wanted) => {
        const all = [...document.querySelectorAll<HTMLButtonElement>('.room')];
        all.find((button) => button.querySelector('strong')?.textContent === wanted)?.click();
      }, title);
      await page.waitFor((wanted) => document.querySelector('h1')?.textContent === wanted, [title]);
      await page.waitForRole('textbox', 'Message');
      current = room;
      chronicle.note(`in ${room}`);
    },
    newRoom: async () => {
      await world.restoreServer();
      const page = await world.view('tab');
      if (backend.agents.length === 0) {
        await toAllRooms(page);
        return joinByHand(page);
      }
      // There is one empty conversation at a time.
      if (emptyRoom()) return;
      await page.byRole('button', 'New conversation').click();
      await page.waitFor((title) => document.querySelector('h1')?.textContent === title, [NEW]);
      current = `${NEW} ${rooms.length + 1}`;
      rooms.push(current);
      chronicle.note(`in a new room, ${current}`);
    },
  };
  return person;
};
