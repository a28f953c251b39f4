import { describe, expect, it } from 'vitest';
import type { ViewChange } from '../../src/relay/to-view.ts';
import { madeRoom, other, own, ROOM_ID } from '../stage/made.ts';
import { type StageGlobals, sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const { announce, asked, below, open, painted, topOf, wheel } = stage;

const later = Date.now() + 86_400_000;
const begin = (): Promise<void> =>
  announce({ type: 'put', message: other('new', '', later, { reply: 'streaming' }) });
const chunk = (text: string): ViewChange => ({
  type: 'append',
  roomId: ROOM_ID,
  id: other('new', '', 0).id,
  text,
});
const jump = () => stage.page.byRole('button', /^Jump to latest/);
const page = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    other(`older${from + index}`, `Older ${from + index}`, from + index),
  );

describe('who is at the newest message', () => {
  it('begins there, and follows it as it streams in', async () => {
    await open('long');
    expect(await below()).toBeLessThanOrEqual(1);
    await begin();
    for (let count = 0; count < 20; count += 1) await announce(chunk('More words that go on.\n\n'));
    await painted();
    const shown = await stage.page.$$eval(
      'p',
      (all) => all.filter(({ textContent }) => textContent === 'More words that go on.').length,
    );
    expect(shown).toBe(20);
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('stays there while the composer grows', async () => {
    await open('long');
    await stage.page.byRole('textbox', 'Message').fill('a\nb\nc\nd\ne');
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('is brought there by what he sends', async () => {
    await open('long');
    await wheel(-600);
    await stage.page.byRole('textbox', 'Message').fill('Here');
    await stage.page.press('Enter');
    await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    await announce({ type: 'put', message: own('mine', 'Here', later, { delivery: { type: 'queued' } }) });
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });
});

describe('who has scrolled up', () => {
  it('is left where he is, and told how much is new', async () => {
    await open('long');
    await wheel(-600);
    const before = await topOf('l40');
    await begin();
    await announce(chunk('More words.\n\n'.repeat(20)));
    await announce({ type: 'put', message: own('mine', 'From another view', later + 1) });
    await announce({ type: 'put', message: other('newer', 'And more', later + 2) });
    await painted();
    expect(await topOf('l40')).toBe(before);
    await stage.page.byRole('button', 'Jump to latest, 2 new').click();
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
    expect(await jump().count()).toBe(0);
    await announce({ type: 'put', message: other('newest', 'Followed again', later + 3) });
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it.each([
    ['a touch of the wheel', () => stage.page.mouse.wheel({ deltaY: -3 })],
    [
      'an arrow key',
      async () => {
        await stage.log().focus();
        await stage.page.press('ArrowUp');
      },
    ],
  ])('needs no more than %s, also while a reply streams in', async (_, touch) => {
    await open('long');
    await begin();
    await stage.page.hover('[role=log]');
    await stage.page.evaluate((change) => {
      const more = (): void => {
        (globalThis as StageGlobals).stage.announce(change);
        if (!document.querySelector('.jump')) requestAnimationFrame(more);
      };
      more();
    }, chunk('More words.\n\n'));
    await painted();
    await touch();
    await jump().waitFor();
    const before = await topOf('l48');
    await announce(chunk('More words.\n\n'.repeat(5)));
    await painted();
    expect(Math.abs((await topOf('l48')) - before)).toBeLessThanOrEqual(40);
    // A correction of the position ends the wheel's smooth way: then one wheels on.
    while ((await below()) > 1) await wheel(5000);
    await stage.page.waitFor(() => !document.querySelector('.jump'), []);
  });

  it('sees nothing move when older messages come in above', async () => {
    await open('long');
    await stage.holdOlder();
    expect(await asked('load-older')).toBe(0);
    await stage.log().evaluate((element) => {
      element.scrollTop = 60;
    });
    await painted();
    expect(await asked('load-older')).toBe(1);
    const read = await topOf('l2');
    // The last page: the button at the top goes away as well.
    await stage.answerOlder({ ok: true, older: { messages: page(0, 30), hasOlder: false } });
    await stage.page.waitForSelector('[data-message-id="older0"]');
    await painted();
    expect(await topOf('l2')).toBeCloseTo(read, 0);
    expect(await asked('load-older')).toBe(1);
  });
});

describe('who comes back', () => {
  const visit = async (): Promise<number> => {
    await open('long');
    await wheel(-900);
    return topOf('l36');
  };

  it('from a page beside finds the place', async () => {
    const place = await visit();
    await stage.page.byRole('button', 'Settings').click();
    await stage.page.byRole('button', 'Back').click();
    await stage.log().waitFor();
    await painted();
    expect(await topOf('l36')).toBe(place);
    await jump().click();
    await stage.page.byRole('button', 'Settings').click();
    await stage.page.byRole('button', 'Back').click();
    await stage.log().waitFor();
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('after the view was closed finds the place', async () => {
    const place = await visit();
    await open('long', [360, 800], 'again');
    expect(await topOf('l36')).toBe(place);
    await jump().click();
    await open('long', [360, 800], 'again');
    expect(await below()).toBeLessThanOrEqual(1);
  });

  it('finds a place that stands further up than what is loaded', async () => {
    await open('endless');
    const article = (index: number) => stage.page.waitForSelector(`[data-message-id="e${index}"]`);
    await stage.log().evaluate((element) => {
      element.scrollTop = 0;
    });
    await article(9450);
    await painted();
    await (await article(9700))?.scrollIntoView();
    await painted();
    const place = await topOf('e9700');
    await open('endless', [360, 800], 'again');
    await article(9700);
    await painted();
    expect(await topOf('e9700')).toBeCloseTo(place, 0);
    expect(await asked('load-older')).toBe(1);
  });
});

describe('a room that is read upwards from its end', () => {
  /** The messages in the document, and the elements. */
  const held = () =>
    stage.page.evaluate(() => ({
      messages: document.querySelectorAll('[data-message-id]').length,
      elements: document.querySelectorAll('*').length,
    }));
  /** Scrolls by a screen at a time, as layout settles in between. In the browser: nothing else has heights. */
  const scrollTo = async (id: string): Promise<void> => {
    await stage.page.evaluate(async (id) => {
      const log = document.querySelector('[role=log]');
      const frame = () => new Promise(requestAnimationFrame);
      for (
        let turn = 0;
        log && turn < 20_000 && !document.querySelector(`[data-message-id="${id}"]`);
        turn += 1
      ) {
        log.scrollTop -= 3 * log.clientHeight;
        await frame();
      }
    }, id);
    await painted();
  };

  it('holds no more of three thousand messages than of one thousand, and finds each where it was', {
    timeout: 120_000,
  }, async () => {
    await open('endless');
    await scrollTo('e9000');
    const some = await held();
    expect(some.messages).toBeGreaterThan(50);
    await scrollTo('e7000');
    // It goes when the page has nothing else to do.
    await stage.page.waitForFunction(() => document.querySelectorAll('[data-message-id]').length < 2_000);
    const many = await held();
    expect(many.elements).toBeLessThan(3 * some.elements);

    // The end was let go of, and so is this place, which comes back at the same pixel.
    await stage.page.$eval('[data-message-id="e7000"]', (element) => element.scrollIntoView());
    await painted();
    const before = await stage.log().evaluate((log) => log.scrollTop);
    const place = await topOf('e7000');
    await jump().click();
    await stage.page.waitForSelector('[data-message-id="e9999"]', { visible: true });
    expect(await below()).toBeLessThanOrEqual(1);
    await stage.page.waitForFunction(() => !document.querySelector('[data-message-id="e7000"]'));
    await stage.log().evaluate((log, top) => {
      log.scrollTop = top;
    }, before);
    await stage.page.waitForSelector('[data-message-id="e7000"]', { visible: true });
    await painted();
    expect(await topOf('e7000')).toBeCloseTo(place, 0);
  });
});

describe('who is led to a message far above', () => {
  it('is there at once: what is only passed is rendered when he comes near', async () => {
    const { page } = stage;
    const article = (index: number) => page.$(`[data-message-id="e${index}"]`);
    await page.evaluateOnNewDocument((key) => {
      const place = { id: 'e100', top: 96, order: 0, found: true };
      if (location.search.includes('endless')) localStorage.setItem(key, JSON.stringify(place));
    }, `place:local:${ROOM_ID}`);
    await open('endless');
    await page.waitForSelector('[data-message-id="e100"]:focus', { visible: true });
    await painted();
    expect(await asked('load-older')).toBe(5);
    expect(await page.byRole('article').count()).toBeLessThan(1_000);
    const log = await stage.log().evaluate((element) => element.getBoundingClientRect().top);
    expect(Math.abs((await topOf('e100')) - log - 96)).toBeLessThanOrEqual(1);

    // Rows far from here and from the end are not there yet, and come as he reads on.
    expect(await article(5_000)).toBeNull();
    const { height, before } = await stage.log().evaluate((log) => {
      const before = log.scrollTop;
      log.scrollTop = log.scrollHeight / 2;
      return { height: log.scrollHeight, before };
    });
    expect(height).toBeGreaterThan(200_000);
    await page.waitForFunction(() => {
      const log = document.querySelector('[role=log]')?.getBoundingClientRect();
      const at = log && document.elementFromPoint(log.x + log.width / 2, log.y + log.height / 2);
      return at?.closest('.chunk')?.querySelector('article') != null;
    });
    await stage.log().evaluate((log, top) => {
      log.scrollTop = top;
    }, before);
    await painted();
    expect(await (await article(100))?.isVisible()).toBe(true);
    await jump().click();
    await painted();
    expect(await below()).toBeLessThanOrEqual(1);
    expect(await (await article(9_999))?.isVisible()).toBe(true);
  });
});

describe('what is new', () => {
  const put = (id: string, at: number, parts = {}) =>
    announce({ type: 'put', message: other(id, `New ${id}`, at, parts) });
  const marks = (): Promise<number[]> =>
    stage.page.evaluate(() =>
      (globalThis as StageGlobals).stage.asked.flatMap((ask) =>
        ask.type === 'mark-read' && 'order' in ask ? [Number(ask.order)] : [],
      ),
    );
  const newMarks = () => stage.page.$$('.new-mark');
  /** The article right below the line. */
  const firstNew = () =>
    stage.page.$eval('.new-mark', (line) => line.nextElementSibling?.getAttribute('data-message-id'));
  /** Headless pages are never hidden: what the page believes is set, and said. */
  const setVisible = (visible: boolean): Promise<void> =>
    stage.page.evaluate(
      (state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      visible ? 'visible' : 'hidden',
    );

  it('is told apart by a line, which stays while the reader does, until he answers', async () => {
    await open('unread');
    expect(await firstNew()).toBe('m5');
    await put('new', later);
    await painted();
    expect(await firstNew()).toBe('m5');
    await stage.page.byRole('textbox', 'Message').fill('Here');
    await stage.page.press('Enter');
    await stage.page.waitForSelector('.new-mark', { hidden: true });
  });

  it('has no line in a room that was never read, nor where all was', async () => {
    await open('conversation');
    expect(await newMarks()).toEqual([]);
    await put('new', later);
    await painted();
    expect(await newMarks()).toEqual([]);
  });

  it('counts as read when the end is before the eyes, and the reply is complete', async () => {
    await open('long');
    expect(await marks()).toHaveLength(1);
    await put('new', later, { reply: 'streaming' });
    await painted();
    expect(await marks()).toHaveLength(1);
    await put('new', later);
    await painted();
    expect((await marks()).at(-1)).toBe(later);
    await wheel(-300);
    await put('newer', later + 1);
    await painted();
    expect((await marks()).at(-1)).toBe(later);
    await jump().click();
    await painted();
    expect((await marks()).at(-1)).toBe(later + 1);
  });

  it('is what came while the page was hidden', async () => {
    await open('long');
    await setVisible(false);
    await put('new', later);
    await put('newer', later + 1);
    await painted();
    const before = await marks();
    expect(before).not.toContain(later + 1);
    await setVisible(true);
    await stage.page.waitForSelector('.new-mark', { visible: true });
    expect(await firstNew()).toBe('new');
    expect((await marks()).at(-1)).toBe(later + 1);
    await setVisible(true);
  });

  /** The change that the worker announces when the room was read in another view. */
  const readElsewhere = (readAt: number): Promise<void> => {
    const summary = { room: madeRoom(), preview: '', at: readAt, unread: 0, waiting: 0, readOrder: readAt };
    return announce({ type: 'rooms', rooms: [summary] });
  };

  it('is nothing that was read in another view while this one was hidden', async () => {
    await open('unread');
    expect(await firstNew()).toBe('m5');
    await setVisible(false);
    await put('new', later);
    await readElsewhere(later);
    await setVisible(true);
    await painted();
    expect(await newMarks()).toEqual([]);
    // Later messages are new again.
    await setVisible(false);
    await put('newer', later + 1);
    await readElsewhere(later);
    await setVisible(true);
    await stage.page.waitForSelector('.new-mark', { visible: true });
    expect(await firstNew()).toBe('newer');
  });

  it('stays told apart for who looks on while another view reads it', async () => {
    await open('unread');
    await readElsewhere(later);
    await painted();
    expect(await firstNew()).toBe('m5');
  });
});
