import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createReadMarks, type ReadMarks } from '../../../../src/views/conversation/log/read-marks.ts';

let told: number[];
let marks: ReadMarks;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  marks = createReadMarks((order) => told.push(order));
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells the first mark at once, and then the last one of each second', () => {
  for (let order = 1; order <= 400; order += 1) {
    marks.raise(order);
    vi.advanceTimersByTime(5);
  }
  expect(told).toEqual([1, 200, 400]);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1, 200, 400]);
  marks.raise(401);
  expect(told.at(-1)).toBe(401);
});

it('tells what waits when the conversation is left, and nothing after that', () => {
  marks.raise(1);
  marks.raise(2);
  marks.end();
  expect(told).toEqual([1, 2]);
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1, 2]);
  expect(vi.getTimerCount()).toBe(0);
});
