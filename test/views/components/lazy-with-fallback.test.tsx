// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it } from 'vitest';
import { lazyWithFallback } from '../../../src/views/components/lazy-with-fallback.tsx';

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement('div');
});

const Meanwhile = ({ words }: { words: string }) => <i>{words}</i>;
const Fetched = ({ words }: { words: string }) => <b>{words}</b>;

it('fetches a part once, when it is first shown, with something in its place meanwhile', async () => {
  let fetches = 0;
  const { Component: Part, load } = lazyWithFallback(async () => {
    fetches += 1;
    return Fetched;
  }, Meanwhile);
  expect(fetches).toBe(0);
  act(() => render([<Part key="1" words="a" />, <Part key="2" words="b" />], root));
  expect(root.innerHTML).toBe('<i>a</i><i>b</i>');
  await act(load);
  expect(root.innerHTML).toBe('<b>a</b><b>b</b>');
  expect(fetches).toBe(1);
});

it('leaves standing what is there when the part cannot be fetched, and tries again later', async () => {
  let fetches = 0;
  const { Component: Part, load } = lazyWithFallback(async () => {
    fetches += 1;
    if (fetches === 1) throw new Error('gone');
    return Fetched;
  }, Meanwhile);
  act(() => render(<Part words="a" />, root));
  await act(() => Promise.resolve());
  expect(root.innerHTML).toBe('<i>a</i>');
  await act(load);
  await act(load);
  expect(root.innerHTML).toBe('<b>a</b>');
  expect(fetches).toBe(2);
});
