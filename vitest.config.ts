import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { leanMarkdownIt } from './lean-markdown-it.ts';

/** Unit and integration files at a time: one more than cores, since integration files wait for half of their time. */
const WORKERS = availableParallelism() + 1;

/**
 * `unit`: plain Node, milliseconds. `integration`: real servers on loopback. `browser`: the built extension
 * in real Chromium, one file after the other, since they share the machine's two cores.
 */
export default defineConfig(({ mode }) => ({
  test: {
    projects: [
      {
        plugins: [leanMarkdownIt()],
        test: {
          name: 'unit',
          env: {
            SLOW_TEXTS: mode === 'slow-texts' ? 'long' : 'short',
            MODELS: mode === 'models' ? 'search' : 'replay',
          },
          // What is tested is what is built.
          server: { deps: { inline: ['markdown-it', 'markdown-it-cjk-friendly'] } },
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
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
}));
