import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { leanEastAsianWidth } from './build/lean-east-asian-width.ts';
import { leanEventsource } from './build/lean-eventsource.ts';
import { leanIdb } from './build/lean-idb.ts';
import { leanMarkdownIt } from './build/lean-markdown-it.ts';
import { leanValibot } from './build/lean-valibot.ts';
import { LongestFirst } from './test/browser/harness/longest-first.ts';

/** Unit and integration files at a time: one more than cores, since integration files wait for half of their time. */
const WORKERS = availableParallelism() + 1;

/** Libraries that are built without a part of them. */
const LEAN = [
  'markdown-it',
  'markdown-it-cjk-friendly',
  'get-east-asian-width',
  'eventsource-parser',
  'idb',
  'valibot',
];

/** Runs alone: its figures contain the load of the machine. */
const MEASURES = 'test/browser/stream-performance.test.ts';

const inBrowser = {
  globalSetup: 'test/browser/harness/run.ts',
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/**
 * `unit`: plain Node, milliseconds. `integration`: real servers on loopback. `browser`: the built extension
 * in real Chromium, two files at a time: most of the time they wait. `performance`: the same,
 * with nothing beside it.
 */
export default defineConfig(({ mode }) => ({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [leanMarkdownIt(), leanEastAsianWidth(), leanEventsource(), leanIdb(), leanValibot()],
        test: {
          name: 'unit',
          env: {
            SLOW_TEXTS: mode === 'slow-texts' ? 'long' : 'short',
            MODELS: mode === 'models' ? 'search' : 'replay',
          },
          // What is tested is what is built.
          server: { deps: { inline: LEAN } },
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/integration/**', 'test/browser/**'],
          // Milliseconds on a machine that is at rest; the properties take their time on a busy one.
          testTimeout: 20_000,
          maxWorkers: WORKERS,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          globalSetup: 'test/harness/one-elizaos.ts',
          maxWorkers: WORKERS,
        },
      },
      {
        test: {
          ...inBrowser,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: [MEASURES],
          // The files of a worker share its browser and its server, see test/browser/harness.
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...inBrowser,
          name: 'performance',
          include: [MEASURES],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
}));
