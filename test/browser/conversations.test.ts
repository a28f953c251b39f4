import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Locator } from '../../server/browser/locator.ts';
import type { Page } from '../../server/browser/page.ts';
import { type RoomServer, startRoomServer } from '../../server/room.ts';
import {
  articlesOf,
  connected,
  joinByHand,
  openAgent,
  SLOW,
  say,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { ownWorld } from './harness/world.ts';

const AGENTS = [
  { name: 'Eliza', bio: 'Listens.' },
  { name: 'Ada', bio: 'Calculates.' },
];

describe('many conversations', () => {
  const world = ownWorld({ agents: AGENTS });
  let panel: Page;
  let room: RoomServer;
  /** The first conversation and the second. */
  let first: string;
  let second: string;

  beforeAll(async () => {
    room = await startRoomServer({ chunkDelayMs: 1 });
    panel = await world.browser.openSidePanel();
    await panel.setSize(360, 700);
    await openAgent(panel, world.server.url);
    await say(panel, 'I am happy about my first garden');
    await settled(panel, 1, 1);
    first = (await whereAmI(panel)).roomId;
    await panel.byRole('button', 'New conversation').click();
    await panel.byRole('article').waitForGone();
    await connected(panel);
    await say(panel, 'My second garden is smaller');
    await settled(panel, 1, 1);
    second = (await whereAmI(panel)).roomId;
  });
  afterAll(() => room.stop());

  const api = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${world.server.url}/api/messaging/channels/${path}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const nameOnServer = async (roomId: string): Promise<string | undefined> => {
    const { data } = (await (await api('GET', `${roomId}/details`)).json()) as { data?: { name: string } };
    return data?.name;
  };
  /** A message that an agent sends unasked. */
  const hear = async (roomId: string, text: string): Promise<void> => {
    const { data } = (await (await api('GET', `${roomId}/participants`)).json()) as { data: string[] };
    const agents = (await (await fetch(`${world.server.url}/api/agents`)).json()) as {
      data: { agents: { id: string }[] };
    };
    const author = agents.data.agents.find(({ id }) => data.includes(id))?.id;
    const response = await api('POST', `${roomId}/messages`, {
      author_id: author,
      content: text,
      message_server_id: '00000000-0000-0000-0000-000000000000',
      source_type: 'agent_response',
      raw_message: { text },
      metadata: { agentName: 'Eliza' },
      mode: 'websocket',
    });
    if (!response.ok) throw new Error(await response.text());
  };

  const list = (): Locator => panel.byRole('list', 'Conversations');
  const row = (title: string): Locator => list().byRole('button', new RegExp(`^${title}`));
  const toList = async (): Promise<void> => {
    await panel.byRole('button', 'Conversations').click();
    await panel.waitForRole('heading', 'Conversations');
  };
  const choose = async (title: string, item: string): Promise<void> => {
    await panel.byRole('button', `More: ${title}`).click();
    await panel.byRole('menuitem', item).click();
  };
  const heading = (title: string): Promise<Locator> => panel.waitForRole('heading', title);
  const badge = (): Promise<string> => panel.evaluate(() => chrome.action.getBadgeText({}));
  const badgeBecomes = (text: string): Promise<void> =>
    panel.waitFor(async (wanted) => (await chrome.action.getBadgeText({})) === wanted, [text]);

  it('are called after their first words, on the server too, the latest first', async () => {
    await toList();
    const names = await list()
      .byRole('button', /^[^M]|^My/)
      .names();
    expect(names.map((name) => name.replace(/ \d.*/, ''))).toEqual([
      'My second garden is smaller',
      'I am happy about my first garden',
    ]);
    expect(await row('My second').attribute('aria-current')).toBe('true');
    expect(await nameOnServer(first)).toBe('I am happy about my first garden');
  });

  it('are walked and opened by the arrow keys', async () => {
    await row('My second').focus();
    await panel.press('ArrowDown');
    expect(await row('I am happy').isFocused()).toBe(true);
    await panel.press('ArrowDown');
    expect(await row('My second').isFocused()).toBe(true);
    await panel.press('End');
    expect(await row('I am happy').isFocused()).toBe(true);
    await panel.press('Home');
    await panel.press('ArrowUp');
    await panel.press('Enter');
    await heading('I am happy about my first garden');
  });

  it('are switched by Alt with an arrow while somebody writes', async () => {
    await panel.byRole('textbox', 'Message').focus();
    await panel.press('Alt+ArrowUp');
    await heading('My second garden is smaller');
    await panel.press('Alt+ArrowUp');
    await panel.press('Alt+ArrowDown');
    await heading('I am happy about my first garden');
    expect(await panel.byRole('textbox', 'Message').value()).toBe('');
  });

  it('count what was said while another was open, in the list and on the icon, until it is read', async () => {
    await connected(panel);
    await hear(second, 'Are you **still** there?');
    await badgeBecomes('1');
    await toList();
    await row('My second.*Are you still there\\?.*1 unread').waitFor();

    // By the keyboard alone.
    await row('My second').focus();
    await panel.press('Tab');
    expect(await panel.byRole('button', 'More: My second garden is smaller').isFocused()).toBe(true);
    await panel.press('Enter');
    await panel.waitForRole('menuitem', 'Rename');
    await panel.press('ArrowDown');
    expect(await panel.byRole('menuitem', 'Mark as read').isFocused()).toBe(true);
    await panel.press('Enter');
    await badgeBecomes('');
    expect(await panel.byRole('button', 'More: My second garden is smaller').isFocused()).toBe(true);

    await hear(second, 'Hello?');
    await row('My second.*Hello\\?.*1 unread').waitFor();
    await panel.byRole('button', 'Mark all as read').click();
    await panel.byRole('button', 'Mark all as read').waitForGone();
    expect(await badge()).toBe('');
  });

  it('a reply that comes under the eyes of a reader is read', async () => {
    await row('I am happy').click();
    await say(panel, 'And what grows in it?');
    await settled(panel, 2, 2);
    await toList();
    expect(
      await list()
        .byRole('button', /unread/)
        .count(),
    ).toBe(0);
    expect(await badge()).toBe('');
  });

  it('are renamed, here and on the server, and from there', async () => {
    await choose('My second garden is smaller', 'Rename');
    const name = panel.byRole('textbox', 'Name');
    expect(await name.value()).toBe('My second garden is smaller');
    await name.fill('Roses');
    await name.press('Enter');
    await row('Roses').waitFor();
    await panel.byRole('dialog').waitForGone();
    expect(await nameOnServer(second)).toBe('Roses');
    await api('PATCH', second, { name: 'Tulips' });
    await row('Tulips').waitFor();
  });

  it('are cleared, once that was confirmed', async () => {
    await choose('Tulips', 'Clear');
    await panel.waitForRole('heading', 'Clear “Tulips”?');
    await panel.press('Escape');
    await panel.byRole('dialog').waitForGone();
    expect(await row('Tulips.*Hello\\?').count()).toBe(1);
    await choose('Tulips', 'Clear');
    await panel.byRole('dialog').byRole('button', 'Clear').click();
    await row('Tulips.*Nothing said yet').waitFor();
    await row('Tulips').click();
    await heading('Tulips');
    expect(await articlesOf(panel)).toEqual([]);
  });

  it('that are deleted go here and on the server, once that was confirmed', async () => {
    await toList();
    await choose('Tulips', 'Delete');
    await panel.byRole('dialog', 'Delete “Tulips”?').byRole('button', 'Cancel').click();
    await panel.byRole('dialog').waitForGone();
    expect(await row('Tulips').count()).toBe(1);
    await choose('Tulips', 'Delete');
    await panel.byRole('dialog').byRole('button', 'Delete').click();
    await row('Tulips').waitForGone();
    // It was the open one: the list stays, and the focus with it.
    await heading('Conversations');
    await panel.waitFor(() => document.activeElement?.matches('.room, h1'), []);
    expect((await api('GET', `${second}/details`)).status).toBe(404);
  });

  it('that the server deletes give way to the list, which says so', async () => {
    await row('I am happy').click();
    await panel.waitForRole('textbox', 'Message');
    await connected(panel);
    await api('DELETE', first);
    await heading('Conversations');
    await panel.byRole('status').waitForText('“I am happy about my first garden” was deleted on the server.');
    await panel.byRole('list', 'Conversations').waitForGone();
  });

  it('with several agents tell who speaks by name and colour, and take agents in and out', async () => {
    await panel.byRole('button', 'New group').click();
    const dialog = panel.byRole('dialog', 'New group');
    await dialog.byRole('checkbox', 'Ada').click();
    expect(await dialog.byRole('button', 'Create').isDisabled()).toBe(true);
    await dialog.byRole('checkbox', 'Eliza').click();
    await dialog.byRole('textbox', 'Group name').fill('Circle');
    await dialog.byRole('button', 'Create').click();
    await heading('Circle');
    await connected(panel);
    await say(panel, 'Good evening, both of you');
    await panel.byRole('article', /^Ada/).waitFor(SLOW);
    await panel.byRole('article', /^Eliza/).waitFor(SLOW);
    await settled(panel, 1, 2);
    const speakers = await panel.evaluate(() =>
      [...document.querySelectorAll('.speaker')].map((name) => [
        name.textContent,
        getComputedStyle(name).color,
      ]),
    );
    expect(speakers.map(([name]) => name).sort()).toEqual(['Ada', 'Eliza']);
    expect(new Set(speakers.map(([, colour]) => colour)).size).toBe(2);

    const { roomId } = await whereAmI(panel);
    const members = async (): Promise<number> =>
      ((await (await api('GET', `${roomId}/participants`)).json()) as { data: string[] }).data.length;
    expect(await members()).toBe(3);
    for (const [checked, count] of [
      [false, 2],
      [true, 3],
    ] as const) {
      await toList();
      await choose('Circle', 'Agents');
      const ada = panel.byRole('dialog', 'Agents in “Circle”').byRole('checkbox', 'Ada');
      expect(await ada.evaluate((box) => (box as HTMLInputElement).checked)).toBe(!checked);
      await ada.click();
      await panel.byRole('button', 'Save').click();
      await panel.byRole('dialog').waitForGone();
      expect(await members()).toBe(count);
      await panel.byRole('button', 'Back').click();
    }
  });

  // In a browser, since a new conversation is of views, worker and server at once, and the focus is the browser's.
  it('begin here at once, without the server, which has them with their first message', async () => {
    await toList();
    await panel.byRole('button', 'All agents').click();
    await panel
      .byRole('list', 'Agents')
      .byRole('button', /^Eliza/)
      .click();
    await connected(panel);
    await say(panel, 'Something in the old one');
    await settled(panel, 1, 1);
    await panel.byRole('button', 'New conversation').click();
    await heading('New conversation');
    const { roomId } = await whereAmI(panel);
    expect((await api('GET', `${roomId}/details`)).status).toBe(404);
    // Pressed again, it leads to the composer of the same one.
    await panel.byRole('button', 'New conversation').click();
    expect(await panel.byRole('textbox', 'Message').isFocused()).toBe(true);
    expect((await whereAmI(panel)).roomId).toBe(roomId);
    await toList();
    expect(await row('New conversation').count()).toBe(1);
    await panel.byRole('button', 'Back').click();
    await say(panel, 'Tell me of roses');
    await settled(panel, 1, 1);
    await heading('Tell me of roses');
    await vi.waitFor(async () => expect(await nameOnServer(roomId)).toBe('Tell me of roses'));
  });

  it('say why something could not be done, and leave it undone', async () => {
    await toList();
    await world.server.kill();
    await choose('Circle', 'Delete');
    await panel.byRole('dialog').byRole('button', 'Delete').click();
    await panel.byRole('dialog').byRole('alert').waitForText(/\S/);
    await panel.press('Escape');
    await panel.byRole('dialog').waitForGone();
    expect(await row('Circle').count()).toBe(1);
    expect(panel.errors.filter((error) => !/ERR_CONNECTION/.test(error))).toEqual([]);
  });

  it('on the document’s server are changed here alone, which is said', async () => {
    await panel.byRole('button', 'Change server').click();
    const roomId = `room-${randomUUID()}`;
    await joinByHand(panel, room.url, { roomId, entityId: `visitor-${randomUUID()}`, userName: 'Grace' });
    await say(panel, 'Good evening');
    await settled(panel, 1, 1);
    await toList();
    expect(await panel.byRole('button', 'New group').count()).toBe(0);
    await choose(roomId, 'Rename');
    expect(await panel.byRole('dialog').text()).toContain('shown here only');
    await panel.byRole('textbox', 'Name').fill('Lobby');
    await panel.byRole('button', 'Save').click();
    await row('Lobby').waitFor();
    await choose('Lobby', 'Delete');
    expect(await panel.byRole('dialog').text()).toContain('The server is not asked');
    await panel.byRole('dialog').byRole('button', 'Delete').click();
    await list().waitForGone();
  });
});
