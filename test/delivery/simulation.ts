import fc from 'fast-check';
import {
  ACK_TIMEOUT_MS,
  DOUBT_MS,
  doubted,
  emitted,
  endedSoon,
  MOST_UNANSWERED,
  nextStep,
  notFound,
  type OutboxEntry,
  type Step,
} from '../../src/delivery/outbox.ts';
import type { MessageId } from '../../src/model/ids.ts';
import { weighted } from '../harness/commands.ts';
import { messageId, ROOM } from '../harness/nouns.ts';

/** The rules of sending, as the worker follows them; what the mutants replace. */
export interface Rules {
  nextStep: (...args: Parameters<typeof nextStep>) => Step | { do: 'settle'; entry: OutboxEntry };
  doubted: typeof doubted;
  /** Whether a line that ended by itself at `at`, or was ended from here, speaks against the message on it. */
  isSuspect(entry: OutboxEntry, at: number, byItself: boolean): boolean;
  /** The entry after a look that read the history without finding it. */
  absent(entry: OutboxEntry, look: { startedAt: number; answeredAt: number }): OutboxEntry;
  /** What a look that failed makes of the entry. */
  lookFailed(entry: OutboxEntry, at: number): OutboxEntry;
  commitsFirst: boolean;
}

export const RULES: Rules = {
  nextStep,
  doubted,
  isSuspect: (entry, at, byItself) => byItself && endedSoon(entry, at),
  absent: (entry, { startedAt }) => notFound(entry, startedAt),
  lookFailed: (entry) => entry,
  commitsFirst: true,
};

/** What the network, the server, the browser and the user may do, in any order. */
export const ACTIONS = [
  'queue',
  'queue what ends its line',
  'open',
  'close cleanly',
  'cut',
  'kill',
  'doom the next send',
  'boot',
  'deliver',
  'drop',
  'answer',
  'lose the answer',
  'refuse the request',
  'refuse the request after the row',
  'read for the look',
  'answer the look',
  'fail the look',
  'wait a little',
  'wait',
  'wait long',
] as const;
export type Action = (typeof ACTIONS)[number];

const WEIGHTS: Partial<Record<Action, number>> = { queue: 3, open: 4, deliver: 3, boot: 2, cut: 2 };

/** The model is what can happen next; what may and may not come of it is said by `faultsOf`. */
type Model = Set<Action>;
const command = (action: Action): fc.Command<Model, Simulation> => ({
  check: (possible) => possible.has(action),
  run: (possible, simulation) => {
    simulation.act(action);
    possible.clear();
    for (const next of ACTIONS) if (simulation.isPossible(next)) possible.add(next);
  },
  toString: () => action,
});
const chaosOf = (actions: readonly Action[], weights = WEIGHTS) =>
  fc.commands(weighted(actions, weights, command), { maxCommands: 150, size: 'max' });
export const chaos = chaosOf(ACTIONS);
/** Without what holds all up for a while. */
export const harmlessChaos = chaosOf(ACTIONS.filter((action) => action !== 'queue what ends its line'));
/** One line after the other ends with a message on it. */
export const cuttingChaos = chaosOf(
  ['queue', 'open', 'cut', 'close cleanly', 'drop', 'answer the look', 'wait', 'wait long'],
  { open: 8, cut: 6, drop: 4, 'answer the look': 8, wait: 8 },
);

/** No server takes these: they end the line that they come over. */
const POISON = 'poison ';
const isPoison = (id: MessageId): boolean => id.startsWith(POISON);

interface Frame {
  epoch: string;
  id: MessageId;
  /** When the line that holds it ended; it is written before W has passed since, or not at all. */
  closedAt: number | undefined;
}

export interface Outcome {
  /** What the server stored, in order. */
  stored: MessageId[];
  queued: MessageId[];
  emissions: MessageId[];
  concluded: Map<MessageId, 'sent' | 'unconfirmed' | 'failed'>;
  /** What must never be, seen on the way. */
  violations: string[];
  /** What had not come to an end when all had been calm for long. */
  open: MessageId[];
}

/** A worker that follows `rules`, and a server that stores whatever reaches it, as often as it does. */
export interface Simulation {
  isPossible(action: Action): boolean;
  act(action: Action): void;
  /** From now on the worker lives, the line holds and the history answers: what comes of it all. */
  calm(): Outcome;
}

/** What comes of the commands, and of the calm after them. */
export const outcomeOf = (
  rules: Rules,
  steps: Iterable<fc.Command<Model, Simulation>>,
  hasHistory: boolean,
): Outcome => {
  const real = createSimulation(rules, hasHistory);
  fc.modelRun(() => ({ model: new Set(ACTIONS.filter(real.isPossible)), real }), steps);
  return real.calm();
};

const createSimulation = (rules: Rules, hasHistory: boolean): Simulation => {
  let now = 1_000;
  let alive = true;
  let epoch: string | undefined;
  let lines = 0;
  let doomed = false;
  let look: { id: MessageId; startedAt: number; found: boolean | undefined } | undefined;
  let frames: Frame[] = [];
  let answers: { epoch: string; id: MessageId }[] = [];
  /** What outlives the worker. */
  const disk = new Map<MessageId, OutboxEntry>();
  /** How each line closed: known to the worker that saw it. */
  let closed = new Map<string, { at: number; byItself: boolean }>();
  /** How often in a row the line of a message ended by itself right after it went, or gave no answer. */
  const ends = new Map<MessageId, number>();
  const outcome: Outcome = {
    stored: [],
    queued: [],
    emissions: [],
    concluded: new Map(),
    violations: [],
    open: [],
  };

  const conclude = (id: MessageId, as: 'sent' | 'unconfirmed' | 'failed'): void => {
    disk.delete(id);
    outcome.concluded.set(id, as);
    if (as === 'failed' && hasHistory && outcome.stored.includes(id)) {
      outcome.violations.push('failed, and there');
    }
    if (as === 'sent' && !outcome.stored.includes(id)) outcome.violations.push('sent, and not there');
  };

  /** The server writes a row and tells everybody who is on a line. */
  const store = (frame: Frame): void => {
    frames = frames.filter((other) => other !== frame);
    if (isPoison(frame.id)) {
      if (frame.epoch === epoch) endLine(false);
      return;
    }
    outcome.stored.push(frame.id);
    if (epoch !== undefined) answers.push({ epoch, id: frame.id });
  };

  const endLine = (cleanly: boolean): void => {
    if (epoch === undefined) return;
    const ended = epoch;
    closed.set(ended, { at: now, byItself: !cleanly });
    for (const { messageId: id, phase } of disk.values()) {
      if (phase.phase !== 'in-air' || phase.epoch !== ended) continue;
      const isTelling = cleanly ? now - phase.at >= ACK_TIMEOUT_MS : now - phase.at <= 2_001;
      ends.set(id, isTelling ? (ends.get(id) ?? 0) + 1 : 0);
    }
    epoch = undefined;
    answers = answers.filter((answer) => answer.epoch !== ended);
    if (cleanly) frames = frames.filter((frame) => frame.epoch !== ended);
    for (const frame of frames) if (frame.epoch === ended) frame.closedAt = now;
  };

  const kill = (): void => {
    endLine(false);
    alive = false;
    look = undefined;
    closed = new Map();
  };

  const commit = (entry: OutboxEntry): void => {
    disk.set(entry.messageId, entry);
  };

  const send = (entry: OutboxEntry, on: string): void => {
    const inAir = emitted(entry, on, now);
    const emit = (): void => {
      frames.push({ epoch: on, id: entry.messageId, closedAt: undefined });
      outcome.emissions.push(entry.messageId);
    };
    if (rules.commitsFirst) commit(inAir);
    else emit();
    if (doomed) {
      doomed = false;
      kill();
      return;
    }
    if (rules.commitsFirst) emit();
    else commit(inAir);
    const onThisLine = [...disk.values()].filter(
      ({ phase }) => phase.phase === 'in-air' && phase.epoch === epoch,
    );
    if (onThisLine.length > 1) outcome.violations.push('two in the air');
  };

  /** As the worker does: step after step until it has to wait. Hands back until when. */
  const pump = (): number | undefined => {
    while (alive) {
      const step = rules.nextStep([...disk.values()], { now, epoch, hasHistory, doubtMs: DOUBT_MS });
      switch (step.do) {
        case 'nothing':
          return undefined;
        case 'wait':
          return step.until;
        case 'send':
          if (epoch === undefined) throw new Error('there is no line to send on');
          send(step.entry, epoch);
          break;
        case 'doubt': {
          const { phase } = step.entry;
          const end = phase.phase === 'in-air' ? closed.get(phase.epoch) : undefined;
          const isSuspect = end !== undefined && rules.isSuspect(step.entry, end.at, end.byItself);
          commit(rules.doubted(step.entry, end?.at ?? now, { isSuspect }));
          break;
        }
        case 'look':
          look ??= { id: step.entry.messageId, startedAt: now, found: undefined };
          return undefined;
        case 'give-up':
          conclude(step.entry.messageId, 'unconfirmed');
          break;
        case 'refuse': {
          const { messageId: id } = step.entry;
          const isFew = (ends.get(id) ?? 0) < MOST_UNANSWERED;
          if (step.reason.code === 'not-taken' && isFew) outcome.violations.push('failed for nothing');
          conclude(id, 'failed');
          break;
        }
        case 'leave-line':
          endLine(true);
          commit(rules.doubted(step.entry, now, { isSuspect: true }));
          break;
        case 'settle':
          conclude(step.entry.messageId, 'sent');
          break;
        default:
          step satisfies never;
      }
    }
    return undefined;
  };

  /** Time passes; what a dead line still holds is written at the last moment. */
  const tick = (ms: number): void => {
    const until = now + ms;
    const due = frames.filter((frame) => frame.closedAt !== undefined && frame.closedAt + DOUBT_MS <= until);
    for (const frame of due) {
      now = Math.max(now, (frame.closedAt ?? 0) + DOUBT_MS - 1);
      store(frame);
    }
    now = until;
  };

  const answer = (): void => {
    const [first, ...rest] = answers;
    answers = rest;
    if (first?.epoch === epoch && first && disk.has(first.id)) conclude(first.id, 'sent');
  };

  /** A request is answered with an error, which may come after the row was written. */
  const refuse = (isStored: boolean): void => {
    const [frame] = frames;
    const entry = frame && disk.get(frame.id);
    if (!frame || entry?.phase.phase !== 'in-air' || entry.phase.epoch !== epoch) return;
    if (isStored) store(frame);
    frames = frames.filter((other) => other !== frame);
    answers = answers.filter(({ id }) => id !== frame.id);
    commit(rules.doubted(entry, now, { refusal: 'no' }));
  };

  const readForLook = (): void => {
    if (look && look.found === undefined) look.found = outcome.stored.includes(look.id);
  };

  const answerLook = (): void => {
    readForLook();
    const entry = look && disk.get(look.id);
    if (look && entry) {
      if (look.found) conclude(look.id, 'sent');
      else commit(rules.absent(entry, { startedAt: look.startedAt, answeredAt: now }));
    }
    look = undefined;
  };

  const act = (action: Action): void => {
    switch (action) {
      case 'queue': {
        if (!alive) break;
        const id = messageId(`m${outcome.queued.length + 1}`);
        outcome.queued.push(id);
        commit(entryOf(id, outcome.queued.length));
        break;
      }
      case 'queue what ends its line': {
        const id = messageId(`${POISON}${outcome.queued.length + 1}`);
        outcome.queued.push(id);
        commit(entryOf(id, outcome.queued.length));
        break;
      }
      case 'open':
        if (!alive || epoch !== undefined) break;
        lines += 1;
        epoch = `line ${lines}`;
        break;
      case 'close cleanly':
        endLine(true);
        break;
      case 'cut':
        endLine(false);
        break;
      case 'kill':
        kill();
        break;
      case 'doom the next send':
        doomed = true;
        break;
      case 'boot':
        alive = true;
        break;
      case 'deliver': {
        const [frame] = frames;
        if (frame) store(frame);
        break;
      }
      case 'drop':
        // A line that lives loses nothing; one that ended may.
        frames = frames.filter((frame) => frame.closedAt === undefined);
        break;
      case 'answer':
        answer();
        break;
      case 'lose the answer':
        answers.shift();
        break;
      case 'refuse the request':
        refuse(false);
        break;
      case 'refuse the request after the row':
        refuse(true);
        break;
      case 'read for the look':
        readForLook();
        break;
      case 'answer the look':
        answerLook();
        break;
      case 'fail the look': {
        const entry = look && disk.get(look.id);
        if (entry) commit(rules.lookFailed(entry, now));
        look = undefined;
        break;
      }
      case 'wait a little':
        tick(90);
        break;
      case 'wait':
        tick(1_100);
        break;
      case 'wait long':
        tick(11_000);
        break;
      default:
        action satisfies never;
    }
  };

  const inAir = (): boolean => {
    const entry = frames[0] && disk.get(frames[0].id);
    return entry?.phase.phase === 'in-air' && entry.phase.epoch === epoch;
  };

  return {
    isPossible: (action) => {
      switch (action) {
        case 'queue':
        case 'queue what ends its line':
        case 'kill':
        case 'doom the next send':
          return alive;
        case 'boot':
          return !alive;
        case 'open':
          return alive && epoch === undefined;
        case 'close cleanly':
        case 'cut':
          return epoch !== undefined;
        case 'deliver':
          return frames.length > 0;
        case 'drop':
          return frames.some((frame) => frame.closedAt !== undefined);
        case 'answer':
        case 'lose the answer':
          return answers.length > 0;
        case 'refuse the request':
        case 'refuse the request after the row':
          return inAir();
        case 'read for the look':
        case 'answer the look':
        case 'fail the look':
          return look !== undefined;
        case 'wait a little':
        case 'wait':
        case 'wait long':
          return true;
        default:
          return action satisfies never;
      }
    },
    act: (action) => {
      act(action);
      pump();
    },
    calm: () => {
      doomed = false;
      for (let calm = 0; calm < 40 * (outcome.queued.length + 1) && disk.size > 0; calm += 1) {
        for (const action of ['boot', 'open', 'deliver', 'answer', 'answer the look'] as const) {
          act(action);
          const until = pump();
          if (until !== undefined && frames.length + answers.length === 0) tick(Math.max(0, until - now));
        }
      }
      tick(DOUBT_MS);
      outcome.open = [...disk.keys()];
      return outcome;
    },
  };
};

export const entryOf = (id: MessageId, seq: number): OutboxEntry => ({
  roomId: ROOM.id,
  messageId: id,
  seq,
  text: 'x',
  attachments: [],
  after: 0,
  attempts: 0,
  phase: { phase: 'queued' },
});

/** What is wrong with an outcome: with a history nothing may be lost or doubled, without one nothing sent twice. */
export const faultsOf = (outcome: Outcome, hasHistory: boolean): string[] => {
  const faults = new Set(outcome.violations);
  const { stored, queued, emissions, concluded } = outcome;
  if (outcome.open.length > 0) faults.add('never ends');
  if (new Set(stored).size < stored.length) faults.add('stored twice');
  const firsts = [...new Set(stored)];
  if (firsts.some((id, index) => queued.indexOf(id) < queued.indexOf(firsts[index - 1] ?? id))) {
    faults.add('out of order');
  }
  if (hasHistory) {
    const isLost = (id: MessageId): boolean => !stored.includes(id) && concluded.get(id) !== 'failed';
    if (queued.some(isLost)) faults.add('lost');
    if ([...concluded.values()].includes('unconfirmed')) faults.add('given up');
  } else if (new Set(emissions).size < emissions.length) faults.add('sent again by itself');
  return [...faults];
};
