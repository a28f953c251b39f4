import type { CDPSession, Keyboard, Mouse } from 'puppeteer-core';
import { callOn, isTargetGone } from './call.ts';

export interface WaitOptions {
  /** Milliseconds; ten seconds unless said. */
  timeout?: number;
}

/** What locators need of their page. */
interface Scope {
  cdp: CDPSession;
  mouse: Mouse;
  keyboard: Keyboard;
  until<T>(
    look: () => Promise<T | undefined>,
    failure: () => Promise<string>,
    options?: WaitOptions,
  ): Promise<T>;
  press(chord: string): Promise<void>;
}

type Name = string | RegExp;

/** Chromium's own names for the ARIA roles that it calls otherwise. */
const CHROMIUM_ROLES: Readonly<Record<string, string>> = { img: 'image' };

const matches = (text: string, wanted: Name): boolean =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text);

/** The protocol's id of the document. */
const documentOf = async (cdp: CDPSession): Promise<string | undefined> =>
  (await cdp.send('Runtime.evaluate', { expression: 'document' })).result.objectId;

/** The middle of an element where a click reaches it; undefined where it is disabled or covered. */
const pointOf = (element: HTMLElement): { x: number; y: number } | undefined => {
  if (element.matches(':disabled, [aria-disabled="true"]')) return undefined;
  const box = element.getBoundingClientRect();
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const hit = document.elementFromPoint(point.x, point.y);
  return hit && (element.contains(hit) || hit.closest('label')?.control === element) ? point : undefined;
};

/**
 * Elements by role and accessible name, as the browser computes them, looked up anew at each use. An action
 * on one element waits until there is exactly one. Puppeteer's locators know neither patterns nor "exactly
 * one", and click on what is covered.
 */
export class Locator {
  constructor(
    private readonly page: Scope,
    /** What it looks for, in words. */
    readonly label: string,
    private readonly find: () => Promise<{ backendNodeId: number; name: string }[]>,
  ) {}

  /** `name`: the whole accessible name, or what it matches. */
  static byRole(page: Scope, role: string, name: Name = /^/, within?: Locator): Locator {
    const shown = typeof name === 'string' ? JSON.stringify(name) : name;
    return new Locator(page, `${role} ${shown}${within ? ` in ${within.label}` : ''}`, async () => {
      const objectId = within ? await within.only() : await documentOf(page.cdp);
      if (objectId === undefined) return [];
      const query = { objectId, role: CHROMIUM_ROLES[role] ?? role };
      const { nodes } = await page.cdp.send('Accessibility.queryAXTree', query);
      return nodes.flatMap(({ ignored, backendDOMNodeId, name: computed }) => {
        const found = { backendNodeId: backendDOMNodeId ?? 0, name: String(computed?.value ?? '') };
        return ignored || !found.backendNodeId || !matches(found.name, name) ? [] : [found];
      });
    });
  }

  /** Among the descendants of the one element. */
  byRole = (role: string, name?: Name): Locator => Locator.byRole(this.page, role, name, this);
  /** The one at an index, counted from the end where it is negative. */
  nth = (index: number): Locator =>
    new Locator(this.page, this.label, async () => (await this.find()).slice(index).slice(0, 1));
  first = (): Locator => this.nth(0);
  last = (): Locator => this.nth(-1);

  count = async (): Promise<number> => (await this.find()).length;
  /** The accessible names, in the document's order. */
  names = async (): Promise<string[]> => (await this.find()).map(({ name }) => name);

  /** The protocol's id of the one element. Undefined where there is none, or several. */
  private async only(): Promise<string | undefined> {
    const [found, ...more] = await this.find();
    if (!found || more.length > 0) return undefined;
    const { backendNodeId } = found;
    return (await this.page.cdp.send('DOM.resolveNode', { backendNodeId })).object.objectId;
  }
  private until<T>(look: () => Promise<T | undefined>, what: string, options?: WaitOptions): Promise<T> {
    const failure = async (): Promise<string> =>
      `${this.label}: ${what}; there are ${await this.count()} ${JSON.stringify(await this.names())}.`;
    return this.page.until(look, failure, options);
  }
  private one = (): Promise<string> => this.until(() => this.only(), 'not exactly one');
  /** Until `read` yields something for the one element. */
  private onOne<T>(
    read: (id: string) => Promise<T | undefined>,
    what: string,
    options?: WaitOptions,
  ): Promise<T> {
    const look = async (): Promise<T | undefined> => {
      const id = await this.only();
      return id === undefined ? undefined : read(id);
    };
    return this.until(look, `not one ${what}`, options);
  }

  waitForCount = async (count: number, options?: WaitOptions): Promise<void> => {
    await this.until(async () => (await this.count()) === count || undefined, `not ${count}`, options);
  };
  waitForGone = (options?: WaitOptions): Promise<void> => this.waitForCount(0, options);
  /** Until there is one or more. */
  waitFor = async (options?: WaitOptions): Promise<void> => {
    await this.until(async () => (await this.count()) > 0 || undefined, 'none', options);
  };
  /** Until the attribute of the one element matches; resolves to it. */
  waitForAttribute = (name: string, value: Name, options?: WaitOptions): Promise<string> => {
    const read = async (id: string): Promise<string | undefined> => {
      const is = await callOn(this.page.cdp, id, (element, name) => element.getAttribute(name), name);
      return is !== null && matches(is, value) ? is : undefined;
    };
    return this.onOne(read, `with ${name} = ${value}`, options);
  };
  /** Until the text content of the one element matches; resolves to it. */
  waitForText = (text: Name, options?: WaitOptions): Promise<string> => {
    const read = async (id: string): Promise<string | undefined> => {
      const is = await callOn(this.page.cdp, id, (element) => element.textContent ?? '');
      return matches(is, text) ? is : undefined;
    };
    return this.onOne(read, `with the text ${text}`, options);
  };

  /** Runs a function in the page on the one element. */
  evaluate = async <Args extends readonly unknown[], T>(
    fn: (element: HTMLElement, ...args: Args) => T | Promise<T>,
    ...args: Args
  ): Promise<T> => callOn(this.page.cdp, await this.one(), fn, ...args);
  text = (): Promise<string> => this.evaluate((element) => element.textContent ?? '');
  /** Of a field. */
  value = (): Promise<string> => this.evaluate((element) => (element as HTMLInputElement).value);
  attribute = (name: string): Promise<string | null> =>
    this.evaluate((element, name) => element.getAttribute(name), name);
  isDisabled = (): Promise<boolean> =>
    this.evaluate((element) => element.matches(':disabled, [aria-disabled="true"]'));
  isFocused = (): Promise<boolean> => this.evaluate((element) => element === document.activeElement);

  /** Scrolls there and clicks with the mouse, once the element is enabled and nothing covers it. */
  click = async (options?: WaitOptions): Promise<void> => {
    const read = async (objectId: string) => {
      await this.page.cdp.send('DOM.scrollIntoViewIfNeeded', { objectId });
      return callOn(this.page.cdp, objectId, pointOf);
    };
    const { x, y } = await this.onOne(read, 'that can be clicked (disabled, covered or not there)', options);
    // A click may close its own page: the popup goes when the side panel takes the focus.
    await this.page.mouse.click(x, y).catch((error: unknown) => {
      if (!isTargetGone(error)) throw error;
    });
  };
  focus = async (): Promise<void> => this.page.cdp.send('DOM.focus', { objectId: await this.one() });
  /** Focuses a field and replaces its text. */
  fill = async (text: string): Promise<void> => {
    await this.focus();
    await this.evaluate(() => document.execCommand('selectAll'));
    await (text === '' ? this.page.press('Delete') : this.page.keyboard.sendCharacter(text));
  };
  /** Focuses a field and inserts at the caret. */
  type = async (text: string): Promise<void> => {
    await this.focus();
    await this.page.keyboard.sendCharacter(text);
  };
  press = async (chord: string): Promise<void> => {
    await this.focus();
    await this.page.press(chord);
  };
}
