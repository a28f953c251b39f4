import { setImmediate as turn } from 'node:timers/promises';
import type { MessageId } from '../../../src/model/ids.ts';
import type { Message } from '../../../src/model/message.ts';
import type { ViewState } from '../../../src/relay/to-view.ts';
import { connectView } from '../../../src/relay/view-end.ts';
import { handClock } from '../../harness/clock.ts';
import { messageId, ROOM } from '../../harness/nouns.ts';
import { applied } from '../../harness/worker.ts';
import { type BrowserMutation, createBrowser } from './browser.ts';
import { createServer, POISON, type Row } from './server.ts';

/** What may happen next, in any order. */
export const ACTIONS = [
  'type',
  'type what ends its line',
  'open the line',
  'cut the line',
  'kill the worker',
  'kill it at its next commit',
  'kill it after its next commit',
  'kill it after the one after',
  'start the worker',
  'take a message',
  'drop what a lost line held',
  'hold what a lost line held',
  'write by another client',
  'reply',
  'hear',
  'read a question',
  'answer a question',
  'fail a question',
  'wait a little',
  'wait',
  'wait long',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Mutation extends BrowserMutation {
  /** The id that a row of the history tells it was sent under. */
  told?: (clientId: MessageId | undefined) => MessageId | undefined;
}

/** An ElizaOS, a network, a browser that kills its worker, and a person at a view. */
export interface World {
  /** What the server has. */
  readonly rows: readonly Row[];
  readonly typed: readonly MessageId[];
  /** What the view shows. */
  shown(): readonly Message[];
  can(action: Action): boolean;
  act(action: Action): Promise<void>;
  /** The worker is not killed any more. */
  spare(): void;
  hasLine(): boolean;
  /** Whether anything is on its way. */
  isBusy(): boolean;
}

export const createWorld = async ({ told = (id) => id, ...mutation }: Mutation = {}): Promise<World> => {
  const clock = handClock();
  const server = createServer(clock, told);
  const browser = await createBrowser(clock, server, mutation);
  const typed: MessageId[] = [];
  let state: ViewState | undefined;

  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns += 1) await turn();
    server.collect();
  };
  /** Time passes; whatever becomes due has its effect before more of it passes. */
  const pass = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    for (let next = clock.nextAt(); next !== undefined && next <= until; next = clock.nextAt()) {
      clock.pass(Math.max(0, next - clock.now()));
      await settle();
    }
    clock.pass(until - clock.now());
  };

  browser.start();
  await settle();
  const view = connectView(
    browser.openPort,
    {
      onSnapshot: (snapshot) => {
        state = snapshot;
      },
      onChanges: (changes) => {
        for (const change of changes) if (state) state = applied(state, change);
      },
    },
    (connect) => browser.onStarted(connect),
  );
  await settle();

  const always = (): boolean => true;
  const { isRunning } = browser;
  const isAsked = (): boolean => server.questions() > 0;
  const type = (words: string): void => {
    const id = messageId(`c${typed.length + 1}`);
    typed.push(id);
    void view.execute({ type: 'send', roomId: ROOM.id, messageId: id, text: `${words} of ${id}` });
  };
  const actions: Record<Action, { can: () => boolean; act: () => void | Promise<void> }> = {
    type: { can: always, act: () => type('text') },
    'type what ends its line': { can: always, act: () => type(`${POISON}text`) },
    'open the line': {
      can: () => !server.hasLine() && browser.tried() !== undefined,
      act: () => {
        const line = browser.tried();
        if (line) server.openLine(line);
      },
    },
    'cut the line': { can: server.hasLine, act: server.loseLine },
    'kill the worker': { can: isRunning, act: browser.kill },
    'kill it at its next commit': { can: isRunning, act: () => browser.doom(1) },
    'kill it after its next commit': { can: isRunning, act: () => browser.doom(1, true) },
    'kill it after the one after': { can: isRunning, act: () => browser.doom(2, true) },
    'start the worker': { can: () => !isRunning(), act: browser.start },
    'take a message': { can: () => server.moving() > 0, act: server.take },
    'drop what a lost line held': { can: server.holds, act: server.drop },
    'hold what a lost line held': { can: server.holds, act: server.hold },
    'write by another client': { can: always, act: server.writeElsewhere },
    reply: { can: always, act: server.reply },
    hear: { can: () => server.unheard() > 0, act: server.hear },
    'read a question': { can: isAsked, act: server.readQuestion },
    'answer a question': { can: isAsked, act: server.answerQuestion },
    'fail a question': { can: isAsked, act: server.failQuestion },
    'wait a little': { can: always, act: () => pass(90) },
    wait: { can: always, act: () => pass(1_100) },
    'wait long': { can: always, act: () => pass(11_000) },
  };

  return {
    rows: server.rows,
    typed,
    shown: () => state?.open?.messages ?? [],
    can: (action) => actions[action].can(),
    act: async (action) => {
      await actions[action].act();
      await settle();
    },
    spare: () => browser.doom(undefined),
    hasLine: server.hasLine,
    isBusy: () => server.moving() + server.unheard() + server.questions() > 0,
  };
};
