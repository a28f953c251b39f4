import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Machine } from './find-browser.ts';

/** This machine. What its commands say goes nowhere; `say` gets a line when they begin, and as they go on. */
export const thisMachine = (say: (line: string) => void): Machine => ({
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  exists: existsSync,
  run: (command, args) =>
    new Promise((resolve) => {
      const started = Date.now();
      const child = spawn(command, args, {
        stdio: 'ignore',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      const still = setInterval(
        () => say(`… ${command} ${args[0]}: ${Math.round((Date.now() - started) / 1000)} s`),
        5_000,
      );
      const end = (code: number): void => {
        clearInterval(still);
        resolve(code);
      };
      child.on('error', () => end(127));
      child.on('exit', (code) => end(code ?? 1));
    }),
  say,
});
