import { readFileSync } from 'node:fs';

/** One line of a trace: what a real server and a client said to each other. */
export interface TraceLine {
  t: number;
  step?: string;
  socket?: string;
  recv?: string;
  send?: string;
  args?: unknown[];
  rest?: {
    method: string;
    path: string;
    body?: unknown;
    status: number;
    json?: unknown;
    text?: string;
  };
}

/** What a line must become, written down: see test/wire/traces.test.ts. */
export interface ExpectedLine {
  line: number;
  is: string;
  value?: unknown;
}

export const TRACES = ['1.5.8', '1.6.5', '1.7.2'] as const;

const readLines = (path: string): unknown[] =>
  readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

export const readTrace = (version: string): TraceLine[] =>
  readLines(`traces/elizaos-${version}.jsonl`) as TraceLine[];

export const readExpected = (version: string): ExpectedLine[] =>
  readLines(`expected/elizaos-${version}.jsonl`) as ExpectedLine[];
