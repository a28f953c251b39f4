// @vitest-environment jsdom
import { signal } from '@preact/signals';
import fc from 'fast-check';
import { render } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ErrorBoundary, PartBoundary } from '../../../src/views/errors/error-boundary.tsx';
import { setErrorListener } from '../../../src/views/errors/record-error.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { english } from '../../stage/english.ts';

let root: HTMLElement;
let faults: unknown[];
beforeEach(() => {
  setTextSource(english);
  root = document.createElement('div');
  document.body.append(root);
  faults = [];
  setErrorListener((error) => faults.push(error));
});
afterEach(() => {
  act(() => render(null, root));
  root.remove();
});

const Word = ({ of }: { of: string }) => {
  if (of === 'bad') throw new Error('a bad word');
  return <b>{of}</b>;
};

it('shows the rows that can be shown, and says of the others that they cannot', () => {
  act(() =>
    render(
      ['one', 'bad', 'three'].map((of) => (
        <PartBoundary key={of}>
          <Word of={of} />
        </PartBoundary>
      )),
      root,
    ),
  );
  expect(root.innerHTML).toBe('<b>one</b><p class="quiet">This cannot be shown.</p><b>three</b>');
  expect(faults).toEqual([new Error('a bad word')]);
});

it('tries again when what it stands in is rendered again, and leaves nothing of the failure behind', () => {
  const word = signal('one');
  const Line = () => (
    <p>
      <PartBoundary as="span">
        <Word of={word.value} />
      </PartBoundary>
      !
    </p>
  );
  act(() => render(<Line />, root));
  for (const next of ['bad', 'bad', 'two', 'bad', 'three']) {
    act(() => {
      word.value = next;
    });
    const shown = next === 'bad' ? '<span class="quiet">This cannot be shown.</span>' : `<b>${next}</b>`;
    expect(root.innerHTML).toBe(`<p>${shown}!</p>`);
  }
});

it('contains what is thrown in effects, and in their ends', () => {
  const Late = ({ when }: { when: 'layout' | 'effect' | 'end' }) => {
    useLayoutEffect(() => {
      if (when === 'layout') throw new Error(when);
    }, []);
    useEffect(() => {
      if (when === 'effect') throw new Error(when);
      return () => {
        if (when === 'end') throw new Error(when);
      };
    }, []);
    return <i>{when}</i>;
  };
  const shown = signal<'layout' | 'effect' | 'end' | undefined>(undefined);
  const Line = () => (
    <ErrorBoundary fallback={() => <u>contained</u>}>
      {shown.value && <Late when={shown.value} />}
    </ErrorBoundary>
  );
  for (const when of ['layout', 'effect'] as const) {
    shown.value = when;
    act(() => render(<Line />, root));
    expect(root.innerHTML).toBe('<u>contained</u>');
    act(() => render(null, root));
  }
  shown.value = 'end';
  act(() => render(<Line />, root));
  expect(root.innerHTML).toBe('<i>end</i>');
  act(() => {
    shown.value = undefined;
  });
  expect(faults).toEqual([new Error('layout'), new Error('effect'), new Error('end')]);
});

it('hands a failure of its own words on to the boundary above', () => {
  setTextSource(() => {
    throw new Error('no words');
  });
  act(() =>
    render(
      <ErrorBoundary fallback={() => <u>last</u>}>
        <PartBoundary>
          <Word of="bad" />
        </PartBoundary>
      </ErrorBoundary>,
      root,
    ),
  );
  expect(root.innerHTML).toBe('<u>last</u>');
  expect(faults).toEqual([new Error('a bad word'), new Error('no words')]);
});

it('keeps rows in their order, whichever of them throw, whatever their keys are, and however they come and go', () => {
  const rows = signal<readonly string[]>([]);
  const Rows = () => (
    <ul>
      {rows.value.map((of) => (
        <li key={of[0]}>
          <PartBoundary>{of.endsWith('-') ? null : <Row of={of} />}</PartBoundary>
        </li>
      ))}
      <li>end</li>
    </ul>
  );
  const Row = ({ of }: { of: string }) => {
    if (of.endsWith('!')) throw new Error(of);
    return <b>{of}</b>;
  };
  const shown = (of: string): string => {
    const content = of.endsWith('!') ? '<p class="quiet">This cannot be shown.</p>' : `<b>${of}</b>`;
    return `<li>${of.endsWith('-') ? '' : content}</li>`;
  };
  // Two rows of one key are what two messages of one id would be.
  const someRows = fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', '1', '2', '!', '-'))
      .map(([k, v]) => k + v),
    { maxLength: 7 },
  );
  fc.assert(
    fc.property(fc.array(someRows, { maxLength: 8 }), (turns) => {
      rows.value = [];
      act(() => render(<Rows />, root));
      for (const next of turns) {
        act(() => {
          rows.value = next;
        });
        expect(root.innerHTML).toBe(`<ul>${next.map(shown).join('')}<li>end</li></ul>`);
      }
      act(() => render(null, root));
      expect(root.innerHTML).toBe('');
    }),
    { numRuns: 200 },
  );
});
