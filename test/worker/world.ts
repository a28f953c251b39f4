import { setImmediate as turn } from 'node:timers/promises';
import { DOUBT_MS } from '../../src/delivery/outbox.ts';
import type { MessageId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import type { ViewState } from '../../src/relay/to-view.ts';
import { connectView, type ViewEnd } from '../../src/relay/view-end.ts';
import { createSettingsStore } from '../../src/settings/settings-store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import type { OpenLine } from '../../src/transport/transport.ts';
import { SocketMessageType } from '../../src/wire/events.ts';
import { type Clock, systemChance } from '../../src/worker/clock.ts';
import { startWorker } from '../../src/worker/worker.ts';
import { handClock } from '../harness/clock.ts';
import { type FarEnd, lineTwin } from '../harness/line.ts';
import { messageId, ROOM } from '../harness/nouns.ts';
import { portPair } from '../harness/port-pair.ts';
import { storedRoom } from '../harness/store.ts';
import { PROFILE } from '../harness/walks.ts';
import { applied, newArea } from '../harness/worker.ts';

/** A row of the server's history. `clientId`: the id that it was sent under, where it is one of ours. */
export interface Row {
  id: string;
  clientId: MessageId | undefined;
  text: string;
  at: number;
  /** It was written once more, after the network had held it for longer than anybody can wait. */
  isLate: boolean;
}

/**
 * A message on its way: written before W has passed since its line was lost, or not at all; `isHeld`: later.
 */
interface Frame {
  line: FarEnd;
  isHeld?: true;
  clientId: MessageId;
  text: string;
}

/** A question for the history, on its way there or back. */
interface Question {
  limit: number;
  before: number;
  /** What it is answered with, once the server has read it. */
  rows: Row[] | undefined;
  answer(rows: Row[] | undefined): void;
}

/** What a mutant does in place of what ought to be. */
export interface Mutation {
  store?: (store: Store) => Store;
  openLine?: (openLine: OpenLine) => OpenLine;
  /** The id that a row of the history tells it was sent under. */
  told?: (clientId: MessageId | undefined) => MessageId | undefined;
}

/** An ElizaOS, a network, a browser that kills its worker, and a person at a view. */
export interface World {
  readonly rows: readonly Row[];
  readonly typed: readonly MessageId[];
  can(action: Action): boolean;
  act(action: Action): Promise<void>;
  /** The worker is not killed any more. */
  spare(): void;
  /** What the view shows. */
  shown(): readonly Message[];
  hasLine(): boolean;
  /** Whether anything is still under way. */
  isBusy(): boolean;
}

export const ACTIONS = [
  'type',
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

/** Longer than W, and than a message needs to be sent again. */
const LONG_HELD_MS = 15_000;

const never = <T>(): Promise<T> => new Promise<T>(() => {});

export const createWorld = async ({
  store: changeStore = (same) => same,
  openLine: changeLine = (same) => same,
  told = (same) => same,
}: Mutation = {}): Promise<World> => {
  const clock = handClock();
  const twin = lineTwin();
  const area = newArea();
  const disk = createMemoryStore();
  await createSettingsStore(area).activate(PROFILE);
  await disk.commit(PROFILE.id, [{ write: 'room', room: storedRoom() }]);

  const rows: Row[] = [];
  const typed: MessageId[] = [];
  let frames: Frame[] = [];
  let questions: Question[] = [];
  /** What is on its way to the worker, on the line that stands. */
  let inbox: [name: string, payload: object][] = [];
  /** The line that stands, and how much of what was emitted on it has been taken. */
  let line: FarEnd | undefined;
  let taken = 0;
  /** The line that is being tried. */
  let tried: FarEnd | undefined;
  /** Ends the worker, as a browser does: nothing of what it still does has any effect. */
  let kill: (() => void) | undefined;
  /** How many commits until it is killed, and whether the last of them is still written. */
  let doom: { commits: number; isWritten: boolean } | undefined;
  let reconnect = (): void => {};
  let state: ViewState | undefined;
  let written = 0;

  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns += 1) await turn();
    collect();
  };

  /** Takes over what the worker has emitted on the line that stands; a line that it left has lost its frames. */
  const collect = (): void => {
    if (!line) return;
    for (const { payload } of line.emitted.slice(taken)) {
      const { messageId: id, message } = payload.payload;
      if (payload.type === SocketMessageType.ROOM_JOINING)
        inbox.push(['channel_joined', { roomId: ROOM.id }]);
      else frames.push({ line, clientId: messageId(String(id)), text: String(message) });
    }
    taken = line.emitted.length;
    if (!line.isClosed) return;
    frames = frames.filter((frame) => frame.line !== line);
    endLine();
  };
  const endLine = (): void => {
    line = undefined;
    taken = 0;
    inbox = [];
  };
  /** What the line holds is still written, at the last moment, unless it is dropped. */
  const loseLine = (): void => {
    const lost = line;
    collect();
    endLine();
    const late = (isHeld?: true) => (): void => {
      for (const frame of frames.filter((each) => each.line === lost && each.isHeld === isHeld)) take(frame);
    };
    clock.after(DOUBT_MS - 1, late());
    clock.after(LONG_HELD_MS, late(true));
  };

  const write = (text: string, clientId?: MessageId, isLate = false): Row => {
    const at = Math.max(clock.now(), (rows.at(-1)?.at ?? 0) + 1);
    const row = { id: `s${rows.length + 1}`, clientId, text, at, isLate };
    rows.push(row);
    return row;
  };
  const broadcast = ({ id, text, at }: Row, over: object): void => {
    if (!line) return;
    const payload = { id, text, createdAt: at, roomId: ROOM.id, source: 'client_chat', ...over };
    inbox.push(['messageBroadcast', payload]);
  };
  const ours = { senderId: ROOM.entityId, senderName: ROOM.userName };
  const agents = { senderId: ROOM.agentId, senderName: ROOM.agentName, source: 'agent_response' };

  /** A message is written as often as it comes; another line than its own is not told the id it was sent under. */
  const take = (frame: Frame): void => {
    frames = frames.filter((other) => other !== frame);
    const isAgain = rows.some(({ clientId }) => clientId === frame.clientId);
    const row = write(frame.text, frame.clientId, frame.isHeld && isAgain);
    const isItsOwn = frame.line === line;
    broadcast(row, { ...ours, ...(isItsOwn && { clientMessageId: frame.clientId }) });
    if (!isItsOwn) return;
    inbox.push(['messageAck', { clientMessageId: frame.clientId, messageId: row.id, roomId: ROOM.id }]);
  };

  const moving = (): Frame[] => frames.filter(({ isHeld }) => !isHeld);

  const reply = (): void => {
    const row = write(`reply ${rows.length}`);
    const { id, text } = row;
    for (const [index, chunk] of text.split(' ').entries()) {
      if (!line) break;
      const more = { messageId: id, chunk, index, agentId: ROOM.agentId, channelId: ROOM.id };
      inbox.push(['messageStreamChunk', more]);
    }
    broadcast(row, agents);
  };

  const read = ({ limit, before }: Question): Row[] =>
    rows
      .filter(({ at }) => at < before)
      .reverse()
      .slice(0, limit);
  const rowBody = ({ id, clientId, text, at }: Row): object => ({
    id,
    channelId: ROOM.id,
    authorId: clientId !== undefined || text.startsWith('elsewhere') ? ROOM.entityId : ROOM.agentId,
    content: text,
    created_at: at,
    rawMessage: { messageId: told(clientId) },
  });
  const respond = (body: object): Response =>
    ({
      status: 200,
      type: 'cors',
      headers: new Headers(),
      text: async () => JSON.stringify(body),
    }) as Response;
  const ask = (input: string): Promise<Response> => {
    const { pathname, searchParams } = new URL(input);
    if (!pathname.endsWith('/messages')) return Promise.resolve(respond({ version: PROFILE.version }));
    return new Promise((resolve, reject) => {
      const question: Question = {
        limit: Number(searchParams.get('limit')),
        before: Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY),
        rows: undefined,
        answer: (found) => {
          questions = questions.filter((other) => other !== question);
          if (found) resolve(respond({ data: { messages: found.map(rowBody) } }));
          else reject(new TypeError('Failed to fetch'));
        },
      };
      questions.push(question);
    });
  };

  const boot = (): void => {
    let isAlive = true;
    const whileAlive = <T>(work: () => Promise<T>): Promise<T> =>
      isAlive ? work().then((value) => (isAlive ? value : never<T>())) : never<T>();
    const commit: Store['commit'] = async (profile, writes) => {
      if (doom) doom.commits -= 1;
      const isLast = doom?.commits === 0;
      if (!isLast || doom?.isWritten) await disk.commit(profile, writes);
      if (isLast) kill?.();
    };
    const store = changeStore({ ...disk, commit });
    const guarded = Object.fromEntries(
      Object.entries(store).map(([name, call]) => [
        name,
        (...args: unknown[]) => whileAlive(() => (call as (...args: unknown[]) => Promise<unknown>)(...args)),
      ]),
    ) as unknown as Store;
    const mine: Clock = {
      now: clock.now,
      after: (ms, callback) =>
        clock.after(ms, () => {
          if (isAlive) callback();
        }),
    };
    let hangUp = (): void => {};
    kill = () => {
      isAlive = false;
      kill = undefined;
      doom = undefined;
      loseLine();
      tried = undefined;
      questions = [];
      hangUp();
    };
    void startWorker({
      openStore: async () => guarded,
      settingsStore: createSettingsStore(area),
      openLine: (options, handlers) => {
        collect();
        const opened = changeLine(twin.openLine)(options, handlers);
        tried = twin.last();
        return { ...opened, send: (...args) => isAlive && opened.send(...args) };
      },
      fetch: (input) => (isAlive ? ask(input) : never()),
      clock: mine,
      chance: systemChance,
      online: true,
      keepAwake: () => {},
      countStart: async () => 1,
      onWanted: () => {},
      setBadge: () => {},
    }).then((worker) => {
      if (!isAlive) return;
      openPort = () => {
        const [views, workers] = portPair();
        hangUp = () => workers.disconnect();
        worker.accept(workers);
        return views;
      };
      reconnect();
    });
  };
  let openPort = (): ReturnType<typeof portPair>[0] => portPair()[0];

  boot();
  await settle();
  const view: ViewEnd = connectView(
    () => openPort(),
    {
      onSnapshot: (snapshot) => {
        state = snapshot;
      },
      onChanges: (changes) => {
        for (const change of changes) if (state) state = applied(state, change);
      },
    },
    (connect) => {
      reconnect = connect;
      if (kill) connect();
    },
  );
  await settle();

  /** Time passes; whatever becomes due has its effect before more of it passes. */
  const pass = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    for (let next = clock.nextAt(); next !== undefined && next <= until; next = clock.nextAt()) {
      clock.pass(Math.max(0, next - clock.now()));
      await settle();
    }
    clock.pass(until - clock.now());
  };

  const perform = async (action: Action): Promise<void> => {
    switch (action) {
      case 'type': {
        const id = messageId(`c${typed.length + 1}`);
        typed.push(id);
        void view.ask({ type: 'send', roomId: ROOM.id, messageId: id, text: `text of ${id}` });
        return;
      }
      case 'open the line':
        line = tried;
        tried = undefined;
        return line?.open();
      case 'cut the line': {
        const lost = line;
        loseLine();
        return lost?.cut();
      }
      case 'kill the worker':
        return kill?.();
      case 'kill it at its next commit':
        doom = { commits: 1, isWritten: false };
        return;
      case 'kill it after its next commit':
        doom = { commits: 1, isWritten: true };
        return;
      case 'kill it after the one after':
        doom = { commits: 2, isWritten: true };
        return;
      case 'start the worker':
        return boot();
      case 'take a message': {
        const [frame] = moving();
        if (frame) take(frame);
        return;
      }
      case 'drop what a lost line held':
        frames = frames.filter((frame) => frame.line === line);
        return;
      case 'hold what a lost line held':
        for (const frame of frames) if (frame.line !== line) frame.isHeld = true;
        return;
      case 'write by another client':
        written += 1;
        return broadcast(write(`elsewhere ${written}`), ours);
      case 'reply':
        return reply();
      case 'hear': {
        const [event] = inbox.splice(0, 1);
        if (event) line?.say(...event);
        return;
      }
      case 'read a question': {
        const question = questions.find((each) => each.rows === undefined);
        if (question) question.rows = read(question);
        return;
      }
      case 'answer a question': {
        const [question] = questions;
        return question?.answer(question.rows ?? read(question));
      }
      case 'fail a question':
        return questions[0]?.answer(undefined);
      case 'wait a little':
        return pass(90);
      case 'wait':
        return pass(1_100);
      case 'wait long':
        return pass(11_000);
      default:
        return action satisfies never;
    }
  };

  return {
    rows,
    typed,
    spare: () => {
      doom = undefined;
    },
    shown: () => state?.open?.messages ?? [],
    hasLine: () => line !== undefined,
    isBusy: () => moving().length + inbox.length + questions.length > 0,
    can: (action) => {
      switch (action) {
        case 'type':
        case 'write by another client':
        case 'reply':
        case 'wait a little':
        case 'wait':
        case 'wait long':
          return true;
        case 'open the line':
          return kill !== undefined && line === undefined && tried?.isClosed === false;
        case 'cut the line':
          return line !== undefined;
        case 'kill the worker':
        case 'kill it at its next commit':
        case 'kill it after its next commit':
        case 'kill it after the one after':
          return kill !== undefined;
        case 'start the worker':
          return kill === undefined;
        case 'take a message':
          return moving().length > 0;
        case 'drop what a lost line held':
        case 'hold what a lost line held':
          return frames.some((frame) => frame.line !== line);
        case 'hear':
          return inbox.length > 0;
        case 'read a question':
        case 'answer a question':
        case 'fail a question':
          return questions.length > 0;
        default:
          return action satisfies never;
      }
    },
    act: async (action) => {
      await perform(action);
      await settle();
    },
  };
};
