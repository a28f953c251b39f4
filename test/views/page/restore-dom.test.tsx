// @vitest-environment jsdom
import { batch, type Signal, signal } from '@preact/signals';
import fc from 'fast-check';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restoreDomBeforeRender } from '../../../src/views/page/restore-dom.ts';

let root: HTMLElement;
beforeAll(() => {
  // Its hooks stay: it is called once in a page.
  root = document.createElement('div');
  document.body.append(root);
  restoreDomBeforeRender(root);
});
afterEach(() => act(() => render(null, root)));

const texts = (): Text[] => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) found.push(node as Text);
  return found.filter(({ data }) => data.trim() !== '');
};
const font = (words: string): HTMLElement => {
  const element = document.createElement('font');
  element.textContent = words;
  return element;
};

/** What others do to the texts of a page. */
const OTHERS = {
  /** As the translation in Chrome does. */
  'are replaced': (text: Text) => text.replaceWith(font(`<${text.data}>`)),
  'are wrapped': (text: Text) => {
    const element = font('');
    text.before(element);
    element.append(text);
  },
  'are taken out and put elsewhere': (text: Text) => {
    const element = font('');
    element.append(text);
    root.append(element);
  },
  'are removed': (text: Text) => text.remove(),
  'are split': (text: Text) => text.splitText(Math.floor(text.data.length / 2)).replaceWith(font('other')),
  'are added to': (text: Text) => text.after(font('more'), 'and more'),
  'are written over': (text: Text) => {
    text.data = `<${text.data}>`;
  },
} as const;

/** A page in small: a list with keys, words that come and go between elements, a part that is not rendered again. */
const items = signal<readonly string[]>([]);
const words = signal('');
const isShown = signal(false);
const Item = ({ of }: { of: string }) => (of.startsWith('-') ? null : <li>{of}</li>);
const Still = () => <p>still</p>;
const Grown = () => (
  <p>
    {words.value}
    {isShown.value && <b>now</b>}
    {isShown.value ? ' and ' : null}
    {words.value} end
  </p>
);
/** Is rendered by itself, beside words that are not. */
const isComing = signal(false);
const Coming = () => isComing.value && <i>here</i>;
const Beside = () => (
  <div>
    <Coming />
    as before
  </div>
);
const Page = () => (
  <>
    {isShown.value ? 'before' : null}
    <ul>
      {items.value.map((of) => (
        <Item key={of} of={of} />
      ))}
      {items.value.length} in all
    </ul>
    <Grown />
    <Still />
    <Beside />
  </>
);
const afresh = (): string => {
  const other = document.createElement('div');
  act(() => render(<Page />, other));
  const { innerHTML } = other;
  act(() => render(null, other));
  return innerHTML;
};
const start = (): void => {
  batch(() => {
    items.value = ['a', 'b', 'c'];
    words.value = 'Hello';
    isShown.value = false;
    isComing.value = false;
  });
  act(() => render(<Page />, root));
};

describe.each(Object.entries(OTHERS))('where the texts of a page %s', (_, disturb) => {
  beforeEach(start);

  it('what comes beside them comes where it belongs', () => {
    texts().forEach(disturb);
    act(() => {
      isComing.value = true;
    });
    expect(root.querySelector('div')?.outerHTML).toBe('<div><i>here</i>as before</div>');
  });

  it('what is rendered again is as it should be, and the rest is left to the others', async () => {
    const still = () => root.querySelector('p:last-of-type')?.innerHTML;
    texts().forEach(disturb);
    const left = still();
    act(() => {
      words.value = 'Hello, you';
    });
    expect(root.querySelector('p')?.outerHTML).toBe('<p>Hello, youHello, you end</p>');
    expect(still()).toBe(left);
    // At their own time, while the page stands.
    await Promise.resolve();
    texts().forEach(disturb);
    act(() => {
      items.value = ['c', 'd', 'a'];
    });
    expect(root.querySelector('ul')?.outerHTML).toBe('<ul><li>c</li><li>d</li><li>a</li>3 in all</ul>');
  });
});

const set = <T,>(to: Signal<T>, next: T): void => {
  act(() => {
    to.value = next;
  });
};

it('holds for whatever the page and the others do in turn', () => {
  const someItems = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', '-f', '-g'), { maxLength: 6 });
  const step = fc.oneof(
    someItems.map((next) => () => set(items, next)),
    fc.string({ maxLength: 8 }).map((next) => () => set(words, `w${next.trim()}`)),
    fc.boolean().map((next) => () => set(isShown, next)),
    fc
      .tuple(fc.constantFrom(...Object.values(OTHERS)), fc.array(fc.nat(9), { maxLength: 5 }))
      .map(([disturb, which]) => () => {
        const all = texts();
        for (const index of new Set(which)) {
          const text = all[index];
          if (text?.isConnected) disturb(text);
        }
      }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      start();
      for (const run of steps) run();
      // All of it once more.
      act(() =>
        batch(() => {
          items.value = [...items.value, 'z'];
          words.value += '!';
        }),
      );
      const page = document.createElement('div');
      page.innerHTML = root.innerHTML;
      const expected = afresh();
      act(() => render(null, root));
      root.replaceChildren();
      expect(page.querySelector('ul')?.outerHTML + (page.querySelector('p')?.outerHTML ?? '')).toBe(
        expected.slice(expected.indexOf('<ul>'), expected.indexOf('</p>') + 4),
      );
    }),
    { numRuns: 200 },
  );
});
