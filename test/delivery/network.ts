import { MOST_SUSPECT, type OutboxEntry } from '../../src/delivery/entry.ts';
import { outboxDeadline } from '../../src/delivery/next-step.ts';
import type { reduce } from '../../src/delivery/outbox.ts';
import {
  ACK_TIMEOUT_MS,
  type DeliveryRules,
  EMPTY_OUTBOX,
  type Outbox,
  type OutboxEffect,
  type OutboxInput,
  UNCERTAIN_MS,
} from '../../src/delivery/state.ts';
import type { MessageId, RoomId } from '../../src/model/ids.ts';
import { messageId, roomId } from '../harness/nouns.ts';

export const ROOMS = [roomId('r1'), roomId('r2')] as const;
export type RoomIndex = 0 | 1;

/** No server takes these: they end the connection that they come over. */
const POISON = 'poison ';
const isPoison = (id: MessageId): boolean => id.startsWith(POISON);

/** A message between the worker and the server. `closedAt`: when the connection that holds it ended. */
interface Frame {
  connectionId: string;
  id: MessageId;
  closedAt: number | undefined;
}

interface Verification {
  id: MessageId;
  room: RoomId;
  startedAt: number;
  /** Whether it stood in the history when that was read. */
  isFound: boolean | undefined;
}

/** What came of it all. */
export interface Outcome {
  /** What the server stored, in order. */
  stored: MessageId[];
  written: { id: MessageId; room: RoomId }[];
  sent: MessageId[];
  concluded: Map<MessageId, 'sent' | 'unconfirmed' | 'failed'>;
  /** What must never be, seen on the way. */
  violations: string[];
  /** What had not come to an end when all had been calm for long. */
  open: MessageId[];
}

export interface NetworkOptions {
  reduce: typeof reduce;
  hasHistory: boolean;
  /** False: a worker that sends before it commits. */
  commitsFirst: boolean;
}

/** One entry that waits to be sent. */
export const entryOf = (id: MessageId, seq: number, room: RoomId = ROOMS[0]): OutboxEntry => ({
  roomId: room,
  messageId: id,
  seq,
  text: 'x',
  attachments: [],
  after: 0,
  attempts: 0,
  phase: { type: 'queued' },
});

/**
 * A worker that may die, a connection that may end, a network that may hold frames for up to W after that, and a
 * server that stores whatever reaches it, as often as it does.
 */
export class Network {
  private now = 1_000;
  private isAlive = true;
  private connectionId: string | undefined;
  private connections = 0;
  private isDoomed = false;
  /** The histories that are being read, one for a message that is looked for. */
  private verifications: Verification[] = [];
  private frames: Frame[] = [];
  private answers: { connectionId: string; id: MessageId }[] = [];
  private readonly disk = new Map<MessageId, OutboxEntry>();
  private memory: Outbox = EMPTY_OUTBOX;
  /** How often in a row an attempt ended in a way that speaks against the message. */
  private readonly suspicions = new Map<MessageId, number>();
  readonly outcome: Outcome = {
    stored: [],
    written: [],
    sent: [],
    concluded: new Map(),
    violations: [],
    open: [],
  };

  constructor(private readonly options: NetworkOptions) {}

  get alive(): boolean {
    return this.isAlive;
  }
  get connected(): boolean {
    return this.connectionId !== undefined;
  }
  get holdsFrames(): boolean {
    return this.frames.length > 0;
  }
  get holdsDeadFrames(): boolean {
    return this.frames.some(({ closedAt }) => closedAt !== undefined);
  }
  get holdsAnswers(): boolean {
    return this.answers.length > 0;
  }
  get isVerifying(): boolean {
    return this.verifications.length > 0;
  }

  isReady(room: RoomIndex): boolean {
    return this.memory.ready.has(ROOMS[room]);
  }

  write(room: RoomIndex, poison = false): void {
    const seq = this.outcome.written.length + 1;
    const id = messageId(`${poison ? POISON : 'm'}${seq}`);
    this.outcome.written.push({ id, room: ROOMS[room] });
    this.dispatch({ type: 'queued', entry: entryOf(id, seq, ROOMS[room]) });
  }

  connect(): void {
    this.connections += 1;
    this.connectionId = `c${this.connections}`;
  }

  sync(room: RoomIndex): void {
    const { connectionId } = this;
    if (connectionId !== undefined) this.dispatch({ type: 'room-ready', roomId: ROOMS[room], connectionId });
  }

  /** Cleanly: the server discards what the connection holds. Else the network may still deliver it. */
  end(cleanly: boolean): void {
    const { connectionId } = this;
    if (connectionId === undefined) return;
    for (const { messageId: id, phase } of this.disk.values()) {
      if (phase.type !== 'in-flight' || phase.connectionId !== connectionId) continue;
      this.suspect(id, !cleanly && this.now - phase.at <= 2_001);
    }
    this.connectionId = undefined;
    this.answers = this.answers.filter((answer) => answer.connectionId !== connectionId);
    if (cleanly) this.frames = this.frames.filter((frame) => frame.connectionId !== connectionId);
    for (const frame of this.frames) if (frame.connectionId === connectionId) frame.closedAt = this.now;
    this.dispatch({ type: 'connection-lost', connectionId, at: this.now, byItself: !cleanly });
  }

  kill(): void {
    this.isAlive = false;
    this.verifications = [];
    this.end(false);
  }

  /** The worker dies between the commit and the send that follow. */
  doom(): void {
    this.isDoomed = true;
  }

  boot(): void {
    this.isAlive = true;
    this.memory = EMPTY_OUTBOX;
    this.dispatch({ type: 'loaded', entries: [...this.disk.values()] });
  }

  deliver(): void {
    const [frame] = this.frames;
    if (frame) this.store(frame);
  }

  drop(): void {
    // A connection that lives loses nothing; one that ended may.
    this.frames = this.frames.filter(({ closedAt }) => closedAt === undefined);
  }

  answer(): void {
    const [first, ...rest] = this.answers;
    this.answers = rest;
    if (first && first.connectionId === this.connectionId) this.delivered(first.id);
  }

  loseAnswer(): void {
    this.answers.shift();
  }

  /** The request is answered with an error, which may come after the row was written. */
  refuse(isStored: boolean): void {
    const [frame] = this.frames;
    const phase = frame && this.disk.get(frame.id)?.phase;
    if (!frame || phase?.type !== 'in-flight' || phase.connectionId !== this.connectionId) return;
    if (isStored) this.store(frame);
    this.frames = this.frames.filter((other) => other !== frame);
    this.answers = this.answers.filter(({ id }) => id !== frame.id);
    this.dispatch({ type: 'uncertain', messageId: frame.id, refusal: { type: 'refused', error: 'no' } });
  }

  readHistory(): void {
    const [verification] = this.verifications;
    if (verification) verification.isFound ??= this.outcome.stored.includes(verification.id);
  }

  answerVerification(): void {
    this.readHistory();
    const verification = this.verifications.shift();
    if (!verification) return;
    if (verification.isFound) this.delivered(verification.id);
    const { id, startedAt } = verification;
    this.dispatch({
      type: 'verified',
      messageId: id,
      startedAt,
      result: verification.isFound ? 'found' : 'absent',
    });
  }

  failVerification(): void {
    const verification = this.verifications.shift();
    if (!verification) return;
    const { id, room } = verification;
    this.dispatch({ type: 'verification-failed', messageId: id, roomId: room, retryAt: this.now });
  }

  /** Time passes; what a dead connection still holds is written at the last moment. */
  pass(ms: number): void {
    const until = this.now + ms;
    const isDue = ({ closedAt }: Frame): boolean =>
      closedAt !== undefined && closedAt + UNCERTAIN_MS <= until;
    for (const frame of this.frames.filter(isDue)) {
      this.now = Math.max(this.now, (frame.closedAt ?? 0) + UNCERTAIN_MS - 1);
      this.store(frame);
    }
    this.now = until;
    this.dispatch({ type: 'time-passed' });
  }

  /** From now on the worker lives, the connection holds and the history answers: what comes of it all. */
  calm(): Outcome {
    this.isDoomed = false;
    const rounds = 40 * (this.outcome.written.length + 1);
    for (let round = 0; round < rounds && this.disk.size > 0; round += 1) {
      if (!this.isAlive) this.boot();
      if (!this.connected) this.connect();
      for (const room of [0, 1] as const) if (!this.isReady(room)) this.sync(room);
      this.deliver();
      this.answer();
      this.answerVerification();
      const until = outboxDeadline(this.memory, this.rules());
      if (Number.isFinite(until) && this.frames.length + this.answers.length === 0) {
        this.pass(Math.max(0, until - this.now));
      }
    }
    this.pass(UNCERTAIN_MS);
    this.outcome.open = [...this.disk.keys()];
    return this.outcome;
  }

  private rules(): DeliveryRules {
    const { hasHistory } = this.options;
    return {
      now: this.now,
      hasHistory,
      uncertainMs: UNCERTAIN_MS,
      ackTimeoutMs: ACK_TIMEOUT_MS,
      boundMs: 0,
      isExclusive: true,
      mayArriveTwice: false,
    };
  }

  private dispatch(input: OutboxInput): void {
    if (!this.isAlive) return;
    const [next, ...effects] = this.options.reduce(this.memory, input, this.rules());
    this.memory = next;
    const act = (effect: OutboxEffect): void => this.act(effect);
    const isWrite = ({ type }: OutboxEffect): boolean => type === 'save' || type === 'remove';
    const isSend = ({ type }: OutboxEffect): boolean => type === 'send';
    if (!this.options.commitsFirst) effects.filter(isSend).forEach(act);
    const isDoomed = this.isDoomed && effects.some(isSend);
    if (!isDoomed || this.options.commitsFirst) effects.filter(isWrite).forEach(act);
    if (isDoomed) {
      this.isDoomed = false;
      this.kill();
      return;
    }
    if (this.options.commitsFirst) effects.filter(isSend).forEach(act);
    effects.filter((effect) => !isWrite(effect) && !isSend(effect)).forEach(act);
  }

  private act(effect: OutboxEffect): void {
    const { outcome } = this;
    switch (effect.type) {
      case 'save':
        this.disk.set(effect.entry.messageId, effect.entry);
        break;
      case 'remove':
        this.disk.delete(effect.entry.messageId);
        if (effect.delivery) this.conclude(effect.entry.messageId, effect.delivery);
        break;
      case 'send': {
        const { entry, connectionId } = effect;
        if (connectionId !== this.connectionId) break;
        this.frames.push({ connectionId, id: entry.messageId, closedAt: undefined });
        outcome.sent.push(entry.messageId);
        if (this.inFlight() > 1) outcome.violations.push('two in flight');
        break;
      }
      case 'verify':
        this.verifications.push({
          id: effect.entry.messageId,
          room: effect.entry.roomId,
          startedAt: this.now,
          isFound: undefined,
        });
        break;
      case 'reconnect': {
        for (const { messageId: id, phase, suspect } of this.disk.values()) {
          if (phase.type === 'uncertain' && phase.since === this.now && suspect) this.suspect(id, true);
        }
        this.end(true);
        break;
      }
      default:
        effect satisfies never;
    }
  }

  private inFlight(): number {
    return [...this.disk.values()].filter(
      ({ phase }) => phase.type === 'in-flight' && phase.connectionId === this.connectionId,
    ).length;
  }

  private suspect(id: MessageId, isSuspect: boolean): void {
    this.suspicions.set(id, isSuspect ? (this.suspicions.get(id) ?? 0) + 1 : 0);
  }

  private delivered(id: MessageId): void {
    if (!this.disk.has(id)) return;
    this.outcome.concluded.set(id, 'sent');
    this.dispatch({ type: 'delivered', messageId: id });
  }

  private conclude(
    id: MessageId,
    delivery: NonNullable<Extract<OutboxEffect, { type: 'remove' }>['delivery']>,
  ): void {
    const { outcome } = this;
    const { type: state } = delivery;
    if (state === 'queued' || state === 'sending') outcome.violations.push('concluded as pending');
    else outcome.concluded.set(id, state);
    if (state === 'sent' && !outcome.stored.includes(id)) outcome.violations.push('sent, and not there');
    if (delivery.type !== 'failed') return;
    if (this.options.hasHistory && outcome.stored.includes(id)) outcome.violations.push('failed, and there');
    const isFew = (this.suspicions.get(id) ?? 0) < MOST_SUSPECT;
    if (delivery.reason.type === 'not-taken' && isFew) outcome.violations.push('failed for nothing');
  }

  /** The server writes a row and tells everybody who is connected. */
  private store(frame: Frame): void {
    this.frames = this.frames.filter((other) => other !== frame);
    if (isPoison(frame.id)) {
      if (frame.connectionId === this.connectionId) this.end(false);
      return;
    }
    this.outcome.stored.push(frame.id);
    const { connectionId } = this;
    if (connectionId !== undefined) this.answers.push({ connectionId, id: frame.id });
  }
}

/** What is wrong with an outcome: with a history nothing may be lost or doubled, without one nothing sent twice. */
export const faultsOf = (outcome: Outcome, hasHistory: boolean): string[] => {
  const faults = new Set(outcome.violations);
  const { stored, written, sent, concluded } = outcome;
  if (outcome.open.length > 0) faults.add('never ends');
  if (new Set(stored).size < stored.length) faults.add('stored twice');
  for (const room of ROOMS) {
    const order = written.flatMap((message) => (message.room === room ? [message.id] : []));
    const places = [...new Set(stored)].map((id) => order.indexOf(id)).filter((place) => place >= 0);
    if (places.some((place, index) => place < (places[index - 1] ?? 0))) faults.add('out of order');
  }
  if (hasHistory) {
    const isLost = (id: MessageId): boolean => !stored.includes(id) && concluded.get(id) !== 'failed';
    if (written.some(({ id }) => isLost(id))) faults.add('lost');
    if ([...concluded.values()].includes('unconfirmed')) faults.add('given up');
  } else if (new Set(sent).size < sent.length) faults.add('sent again by itself');
  return [...faults];
};
