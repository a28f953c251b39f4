import { describe, expect, it } from 'vitest';
import {
  articlesOf,
  connected,
  connectTo,
  historyOf,
  remember,
  remembered,
  SLOW,
  settled,
  whereAmI,
} from './harness/conversation.ts';
import { sharedWorld } from './harness/world.ts';

const WORDS = Array.from({ length: 300 }, (_, index) => `w${index}`).join(' ');

describe('the first run, against ElizaOS', () => {
  const world = sharedWorld();

  it('goes from the setup to a streamed reply, in the real popup', async () => {
    const popup = await world.browser.openPopup();
    expect(await world.browser.contexts(popup)).toContain('POPUP');
    const granted = await popup.evaluate(() => chrome.permissions.getAll());
    expect(granted.origins).toEqual([]);

    // One field, filled in.
    expect(await popup.byRole('textbox').names()).toEqual(['Server address']);
    expect(await popup.byRole('textbox', 'Server address').value()).toBe('http://localhost:3000');
    await connectTo(popup, world.server.url);

    const agents = popup.byRole('list', 'Agents').byRole('button');
    await agents.waitFor(SLOW);
    expect(await agents.names()).toEqual([expect.stringMatching(/^Eliza\b.*patient listener/)]);
    await agents.click();
    await connected(popup);
    const log = popup.byRole('log', 'Conversation');
    expect(await log.byRole('article').count()).toBe(0);

    await remember(popup);
    const composer = popup.byRole('textbox', 'Message');
    await composer.fill('Please say 300 words');
    await composer.press('Enter');

    // It can be written on while she thinks and writes.
    const reply = log.byRole('article', /^Eliza/);
    await reply.waitForAttribute('aria-busy', 'true');
    expect(await composer.isDisabled()).toBe(false);
    expect(await composer.isFocused()).toBe(true);
    await composer.type('the next one');
    const id = await reply.attribute('data-message-id');

    await reply.waitForAttribute('aria-busy', 'false');
    expect(await reply.attribute('data-message-id')).toBe(id);
    expect(await composer.value()).toBe('the next one');
    await settled(popup, 1, 1);
    const [own, other] = await articlesOf(popup);
    expect(own?.text).toContain('Please say 300 words');
    expect(other?.text).toContain(WORDS);

    const { articles, activity, ownWhenCleared } = await remembered(popup);
    expect(activity).toEqual(['', 'Eliza is thinking', '']);
    expect(ownWhenCleared).toEqual([1]);
    const states = (articles[own?.id ?? ''] ?? []).map(({ state }) => state);
    // It need not wait: that it is sent is committed with it.
    expect([...new Set(states)]).toEqual(['sending', 'sent']);

    const steps = articles[id ?? ''] ?? [];
    expect(steps.filter(({ busy }) => busy).length).toBeGreaterThan(10);
    // The closing broadcast takes the stream's place: nothing that was shown is taken away.
    const lengths = steps.map(({ length }) => length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toMatchObject({ busy: false });

    const { roomId } = await whereAmI(popup);
    const rows = await historyOf(world.server.url, roomId);
    expect(rows.map((row) => row.id)).toEqual([own?.id, other?.id]);
    expect(rows[1]?.text).toBe(WORDS);
    expect(await popup.byRole('textbox', 'Message').value()).toBe('the next one');
    expect(popup.errors).toEqual([]);
  });
});
