import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from './cdp.ts';
import { TargetGoneError } from './cdp.ts';
import { callSource } from './evaluate.ts';
import type { Keyboard } from './keyboard.ts';
import type { Looker, WaitOptions } from './looker.ts';

/** A function that runs in the page on one element. */
type ElementFunction<Args extends readonly unknown[], T> = (
  element: HTMLElement,
  ...args: Args
) => T | Promise<T>;

/**
 * Elements by their role and accessible name as the browser computes them: what a screen reader finds.
 * Looked up anew at each use. A deed on one element waits until there is exactly one.
 */
export interface Locator {
  /** What it looks for, in words. */
  readonly label: string;
  /** Among the descendants of the one element. */
  byRole(role: string, name?: string | RegExp): Locator;
  nth(index: number): Locator;
  first(): Locator;
  last(): Locator;
  count(): Promise<number>;
  /** The accessible names, in the document's order. */
  names(): Promise<string[]>;
  /** Until there is one or more. */
  waitFor(options?: WaitOptions): Promise<void>;
  waitForCount(count: number, options?: WaitOptions): Promise<void>;
  waitForGone(options?: WaitOptions): Promise<void>;
  /** Until the text content (a string: equals it; an expression: matches) is so; resolves to it. */
  waitForText(text: string | RegExp, options?: WaitOptions): Promise<string>;
  waitForAttribute(name: string, value: string | RegExp, options?: WaitOptions): Promise<string>;
  text(): Promise<string>;
  /** Of a field. */
  value(): Promise<string>;
  attribute(name: string): Promise<string | null>;
  isDisabled(): Promise<boolean>;
  isFocused(): Promise<boolean>;
  evaluate<Args extends readonly unknown[], T>(fn: ElementFunction<Args, T>, ...args: Args): Promise<T>;
  /** Scrolls there and clicks with the mouse, once the element is enabled and nothing covers it. */
  click(options?: WaitOptions): Promise<void>;
  focus(): Promise<void>;
  /** Focuses a field and replaces its text. */
  fill(text: string): Promise<void>;
  /** Focuses a field and inserts at the caret. */
  type(text: string): Promise<void>;
  press(chord: string): Promise<void>;
}

interface Scope {
  cdp: CdpSession;
  looker: Looker;
  keyboard: Keyboard;
  /** What the page shows and what went wrong in it, for a failure's message. */
  describe(): Promise<string>;
  /** The element to search in, if not the document. Undefined: there is no such element, or several. */
  within?: () => Promise<Protocol.DOM.BackendNodeId | undefined>;
  /** What it is searched in, in words. */
  place?: string;
}

/** Chromium's own names for the ARIA roles that it calls otherwise. */
const CHROMIUM_ROLES: Readonly<Record<string, string>> = { img: 'image' };

const matches = (name: string, wanted: string | RegExp | undefined): boolean =>
  wanted === undefined || (typeof wanted === 'string' ? name === wanted : wanted.test(name));

interface Found {
  node: Protocol.DOM.BackendNodeId;
  name: string;
}

export const locate = (
  scope: Scope,
  role: string,
  wanted?: string | RegExp,
  pick: (all: Found[]) => Found[] = (all) => all,
): Locator => {
  const { cdp, looker, keyboard } = scope;
  const name = wanted === undefined ? '' : ` ${typeof wanted === 'string' ? JSON.stringify(wanted) : wanted}`;
  const label = `${role}${name}${scope.place === undefined ? '' : ` in ${scope.place}`}`;

  const find = async (): Promise<Found[]> => {
    const root = scope.within
      ? await scope.within()
      : (await cdp.send('DOM.getDocument', { depth: 0 })).root.backendNodeId;
    if (root === undefined) return [];
    const { nodes } = await cdp.send('Accessibility.queryAXTree', {
      backendNodeId: root,
      role: CHROMIUM_ROLES[role] ?? role,
    });
    const all = nodes.flatMap((node): Found[] => {
      const name = String(node.name?.value ?? '');
      if (node.ignored || node.backendDOMNodeId === undefined || !matches(name, wanted)) return [];
      return [{ node: node.backendDOMNodeId, name }];
    });
    return pick(all);
  };

  const failure = async (what: string): Promise<string> => {
    const found = await find().catch(() => []);
    const names = found.map(({ name }) => JSON.stringify(name)).join(', ');
    const page = await scope.describe().catch(() => '');
    return `${label}: ${what}; there are ${found.length} [${names}]. ${page}`;
  };

  const only = async (): Promise<Protocol.DOM.BackendNodeId | undefined> => {
    const found = await find();
    return found.length === 1 ? found[0]?.node : undefined;
  };
  const one = (): Promise<Protocol.DOM.BackendNodeId> => looker.until(only, () => failure('not exactly one'));

  const on = async <Args extends readonly unknown[], T>(
    node: Protocol.DOM.BackendNodeId,
    fn: ElementFunction<Args, T>,
    args: Args,
  ): Promise<T> => {
    const { object } = await cdp.send('DOM.resolveNode', { backendNodeId: node });
    const { result, exceptionDetails } = await cdp.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: `function () { return ${callSource(`(...args) => { const __name = (f) => f; return (${fn})(this, ...args); }`, args)}; }`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value as T;
  };

  /** The point to click, once a click there would reach the element. */
  const clickable = (timeout?: number): Promise<{ x: number; y: number }> =>
    looker.until(
      async () => {
        const node = await only();
        if (node === undefined) return undefined;
        await cdp.send('DOM.scrollIntoViewIfNeeded', { backendNodeId: node });
        return on(
          node,
          (element) => {
            if (element.matches(':disabled, [aria-disabled="true"]')) return undefined;
            const box = element.getBoundingClientRect();
            const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
            const hit = document.elementFromPoint(point.x, point.y);
            const label = hit?.closest('label');
            return hit && (element.contains(hit) || label?.control === element) ? point : undefined;
          },
          [],
        );
      },
      () => failure('not one that can be clicked (disabled, covered or not there)'),
      timeout,
    );

  const select = (choose: (all: Found[]) => Found | undefined): Locator =>
    locate(scope, role, wanted, (all) => {
      const chosen = choose(pick(all));
      return chosen ? [chosen] : [];
    });

  const locator: Locator = {
    label,
    byRole: (innerRole, name) => locate({ ...scope, within: only, place: label }, innerRole, name),
    nth: (index) => select((all) => all[index]),
    first: () => select((all) => all[0]),
    last: () => select((all) => all.at(-1)),
    count: async () => (await find()).length,
    names: async () => (await find()).map(({ name }) => name),
    waitFor: async ({ timeout } = {}) => {
      await looker.until(
        async () => ((await find()).length > 0 ? true : undefined),
        () => failure('none'),
        timeout,
      );
    },
    waitForCount: async (count, { timeout } = {}) => {
      await looker.until(
        async () => ((await find()).length === count ? true : undefined),
        () => failure(`not ${count}`),
        timeout,
      );
    },
    waitForGone: (options) => locator.waitForCount(0, options),
    waitForText: (text, { timeout } = {}) =>
      looker.until(
        async () => {
          const node = await only();
          if (node === undefined) return undefined;
          const content = await on(node, (element) => element.textContent ?? '', []);
          return matches(content, text) ? content : undefined;
        },
        () => failure(`not one with the text ${text}`),
        timeout,
      ),
    waitForAttribute: (name, value, { timeout } = {}) =>
      looker.until(
        async () => {
          const node = await only();
          if (node === undefined) return undefined;
          const content = await on(node, (element, attribute) => element.getAttribute(attribute), [name]);
          return content !== null && matches(content, value) ? content : undefined;
        },
        () => failure(`not one with ${name} = ${value}`),
        timeout,
      ),
    text: () => locator.evaluate((element) => element.textContent ?? ''),
    value: () => locator.evaluate((element) => (element as HTMLInputElement).value),
    attribute: (name) => locator.evaluate((element, attribute) => element.getAttribute(attribute), name),
    isDisabled: () => locator.evaluate((element) => element.matches(':disabled, [aria-disabled="true"]')),
    isFocused: () => locator.evaluate((element) => element === document.activeElement),
    evaluate: async (fn, ...args) => on(await one(), fn, args),
    click: async ({ timeout } = {}) => {
      const point = await clickable(timeout);
      const mouse = { ...point, button: 'left', clickCount: 1 } as const;
      await cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...point });
      await cdp.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...mouse });
      try {
        await cdp.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...mouse });
      } catch (error) {
        // A click may close its own page: the popup goes when the side panel takes the focus.
        if (!(error instanceof TargetGoneError)) throw error;
      }
    },
    focus: async () => {
      await cdp.send('DOM.focus', { backendNodeId: await one() });
    },
    fill: async (text) => {
      await locator.focus();
      await locator.evaluate(() => document.execCommand('selectAll'));
      if (text === '') await keyboard.press('Delete');
      else await keyboard.insertText(text);
    },
    type: async (text) => {
      await locator.focus();
      await keyboard.insertText(text);
    },
    press: async (chord) => {
      await locator.focus();
      await keyboard.press(chord);
    },
  };
  return locator;
};
