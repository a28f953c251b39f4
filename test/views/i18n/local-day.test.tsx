// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nowOnDay } from '../../../src/views/i18n/local-day.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { formatDay, formatMoment, formatTime } from '../../../src/views/i18n/time.ts';
import { fileName } from '../../../src/views/transfer/export-room.ts';
import { english } from '../../stage/english.ts';

const zone = process.env.TZ;
const EVENING = Date.UTC(2026, 10, 23, 23, 59, 30);

beforeEach(() => {
  setTextSource(english);
  process.env.TZ = 'UTC';
  vi.useFakeTimers({ now: EVENING });
});
afterEach(() => {
  act(() => render(null, document.body));
  vi.useRealTimers();
  process.env.TZ = zone;
});

const Times = () => (
  <p>
    {formatDay(EVENING, nowOnDay())}, {formatMoment(EVENING, nowOnDay())}, {formatTime(EVENING)}
  </p>
);
const shown = (): string => document.body.textContent ?? '';
const pass = (ms: number): Promise<void> => act(() => void vi.advanceTimersByTime(ms));

it('says another day after midnight in a view that stays open', async () => {
  act(() => render(<Times />, document.body));
  await pass(10);
  expect(shown()).toMatch(/^Today, 11:59\sPM, 11:59\sPM$/);
  await pass(60_000);
  expect(shown()).toMatch(/^Yesterday, Mon, 11:59\sPM$/);
});

it('says the times of another time zone when the zone has changed', async () => {
  act(() => render(<Times />, document.body));
  await pass(10);
  process.env.TZ = 'Asia/Tokyo';
  await pass(10_000);
  expect(shown()).toMatch(/^Today, 08:59\sAM, 08:59\sAM$/);
});

it('looks at the clock only as long as something is shown', () => {
  act(() => render(<Times />, document.body));
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  act(() => render(null, document.body));
  expect(vi.getTimerCount()).toBe(0);
});

it('names a file after the day that it is for the user', () => {
  process.env.TZ = 'Asia/Tokyo';
  expect(fileName('Plans', EVENING, 'md')).toBe('Plans 2026-11-24.md');
  process.env.TZ = 'America/New_York';
  expect(fileName('Plans', Date.UTC(2026, 10, 24, 1), 'md')).toBe('Plans 2026-11-23.md');
});
