import * as v from 'valibot';
import type { Page } from '../../../server/browser/page.ts';

/** The first contact takes ElizaOS a moment: it makes the channel and reads the agent's room. */
export const SLOW = { timeout: 30_000 };

/** From the setup to the open conversation with the agent, by roles and names alone. */
export const openAgent = async (page: Page, address: string, agent = /^Eliza/): Promise<void> => {
  await connectTo(page, address);
  await page.byRole('list', 'Agents').byRole('button', agent).click(SLOW);
  await page.waitForRole('textbox', 'Message', SLOW);
  await connected(page);
};

export const connectTo = async (page: Page, address: string, key?: string): Promise<void> => {
  await page.byRole('textbox', 'Server address').fill(address);
  if (key !== undefined) {
    const field = page.byRole('textbox', 'API key');
    if ((await field.count()) === 0) await page.byRole('button', 'More options').click();
    await field.fill(key);
  }
  await page.byRole('button', 'Connect').click();
};

export interface RoomByHand {
  roomId: string;
  entityId: string;
  userName: string;
}

/** The document's configuration, from the setup to the open conversation. */
export const joinByHand = async (page: Page, address: string, room: RoomByHand): Promise<void> => {
  await connectTo(page, address);
  await page.byRole('textbox', 'Room ID').fill(room.roomId);
  await page.byRole('textbox', 'Your entity ID').fill(room.entityId);
  await page.byRole('textbox', 'Your name').fill(room.userName);
  await page.byRole('button', 'Join room').click();
  await page.waitForRole('textbox', 'Message');
  await connected(page);
};

export const connected = async (page: Page): Promise<void> => {
  await page.byRole('status', 'Connection').waitForText(/^Connected/, SLOW);
};

export const say = async (page: Page, text: string): Promise<void> => {
  await page.byRole('textbox', 'Message').fill(text);
  await page.byRole('button', 'Send').click();
};

/** Chooses a file for import, on the page of the conversations. */
export const chooseFile = (page: Page, name: string, content: string): Promise<void> =>
  page.evaluate(
    (name, content) => {
      const input = document.querySelector<HTMLInputElement>('input[type=file][accept*=json]');
      if (!input) throw new Error('there is no field for a file');
      const files = new DataTransfer();
      files.items.add(new File([content], name));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    content,
  );

/** A message as the page shows it. */
export interface Article {
  id: string;
  name: string;
  /** Of an own message: where it is. Null: somebody else's. */
  state: string | null;
  busy: boolean;
  text: string;
}

/** All messages of the log, in its order. */
export const articlesOf = (page: Page): Promise<Article[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role="log"] article')].map((article) => ({
      id: article.dataset.messageId ?? '',
      name: article.ariaLabel ?? '',
      state: article.dataset.state ?? null,
      busy: article.ariaBusy === 'true',
      text: article.textContent ?? '',
    })),
  );

/** Until there are so many own messages, all sent, and so many others, none of them still being written. */
export const settled = (page: Page, own: number, others: number, timeout = 30_000): Promise<void> =>
  page.waitFor(
    (ownCount, otherCount) => {
      const all = [...document.querySelectorAll<HTMLElement>('[role="log"] article')];
      const mine = all.filter(({ dataset }) => dataset.state !== undefined);
      return (
        mine.length === ownCount &&
        mine.every(({ dataset }) => dataset.state === 'sent') &&
        all.length - mine.length === otherCount &&
        all.every((article) => article.ariaBusy !== 'true')
      );
    },
    [own, others],
    { timeout },
  );

/** The states that the page has shown since `remember`, in order. */
export interface Seen {
  /** By message id: each state and length that was shown. */
  articles: Record<string, { state: string | null; busy: boolean; length: number }[]>;
  activity: string[];
  connection: string[];
  /** How many own messages stood in the log when the composer was found empty again. */
  ownWhenCleared: number[];
}

/** Watches every change of the document from now on: what is shown for a frame alone is seen as well. */
export const remember = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen: Seen = { articles: {}, activity: [], connection: [], ownWhenCleared: [] };
    const status = (name: string): string =>
      document.querySelector(`[role="status"][aria-label="${name}"]`)?.textContent ?? '';
    const add = (list: string[], value: string): void => {
      if (list.at(-1) !== value) list.push(value);
    };
    let written = '';
    const look = (): void => {
      for (const article of document.querySelectorAll<HTMLElement>('[role="log"] article')) {
        const { messageId = '', state = null } = article.dataset;
        seen.articles[messageId] ??= [];
        const list = seen.articles[messageId];
        const next = {
          state,
          busy: article.ariaBusy === 'true',
          length: (article.textContent ?? '').length,
        };
        if (JSON.stringify(list.at(-1)) !== JSON.stringify(next)) list.push(next);
      }
      add(seen.activity, status('Activity'));
      add(seen.connection, status('Connection').split(' ')[0] ?? '');
      const value = document.querySelector('textarea')?.value ?? '';
      if (written !== '' && value === '') {
        seen.ownWhenCleared.push(document.querySelectorAll('[role="log"] article[data-state]').length);
      }
      written = value;
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    look();
    Object.assign(globalThis, { parleySeen: seen });
  });

export const remembered = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as typeof globalThis & { parleySeen: Seen }).parleySeen);

/** The room and the user's entity as the diagnostics name them; comes back to the conversation. */
export const whereAmI = async (page: Page): Promise<{ roomId: string; entityId: string }> => {
  await page.byRole('button', 'Diagnostics').click();
  await page.waitForRole('heading', 'Diagnostics');
  const factNamed = (name: string): Promise<string> =>
    page.evaluate(
      (term) =>
        [...document.querySelectorAll('dt')].find(({ textContent }) => textContent === term)
          ?.nextElementSibling?.textContent ?? '',
      name,
    );
  const roomId = await factNamed('Room ID');
  const entityId = await factNamed('Your entity ID');
  await page.byRole('button', 'Back').click();
  await page.waitForRole('textbox', 'Message');
  return { roomId, entityId };
};

/** A conversation of its own for a test, with the same agent: the open one where nothing was said in it. */
export const emptyConversation = async (page: Page): Promise<void> => {
  const articles = page.byRole('log', 'Conversation').byRole('article');
  if ((await articles.count()) > 0) {
    await page.byRole('button', 'New conversation').click();
    await articles.waitForGone();
  }
  await connected(page);
};

const History = v.object({
  data: v.object({
    messages: v.array(
      v.object({
        id: v.string(),
        authorId: v.string(),
        content: v.string(),
        created_at: v.optional(v.number()),
        createdAt: v.union([v.string(), v.number()]),
        rawMessage: v.nullish(v.object({ messageId: v.optional(v.string()) })),
      }),
    ),
  }),
});

/** A row of ElizaOS's history. `id`: what the views call it. */
export interface Row {
  id: string;
  authorId: string;
  text: string;
}

/** The server's history of a channel, oldest first. */
export const historyOf = async (url: string, roomId: string): Promise<Row[]> => {
  const response = await fetch(`${url}/api/messaging/channels/${roomId}/messages?limit=500`);
  const { data } = v.parse(History, await response.json());
  const at = (row: (typeof data.messages)[number]): number =>
    row.created_at ?? new Date(row.createdAt).getTime();
  return data.messages
    .sort((a, b) => at(a) - at(b))
    .map(({ id, authorId, content, rawMessage }) => ({
      id: rawMessage?.messageId ?? id,
      authorId,
      text: content,
    }));
};
