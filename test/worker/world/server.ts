import { UNCERTAIN_MS } from '../../../src/delivery/state.ts';
import type { MessageId } from '../../../src/model/ids.ts';
import { SocketMessageType } from '../../../src/wire/events.ts';
import type { HandClock } from '../../harness/clock.ts';
import type { FarEnd } from '../../harness/memory-transport.ts';
import { messageId, ROOM, versionBody } from '../../harness/nouns.ts';
import { PROFILE } from '../../harness/worker-parts.ts';

/** A row of the history. `clientId`: the id that it was sent under, where it came from the worker. */
export interface Row {
  id: string;
  clientId: MessageId | undefined;
  text: string;
  at: number;
  /** A second copy, which no worker can prevent: one of the two was held by the network for longer than W. */
  isLate: boolean;
  /** When it was written, where the network had held it for longer than W. */
  heldUntil?: number;
}

/**
 * A message on its way: written before W has passed since its line was lost, or not at all; `isHeld`: later.
 */
interface Frame {
  line: FarEnd;
  isHeld?: true;
  clientId: MessageId;
  text: string;
  emittedAt: number;
}

/** A question for the history, on its way there or back. */
interface Question {
  limit: number;
  before: number;
  /** What it is answered with, once the server has read it. */
  rows: Row[] | undefined;
  answer(rows: Row[] | undefined): void;
}

/** An ElizaOS with one room, and the network before it. */
export interface Server {
  readonly rows: readonly Row[];
  hasLine(): boolean;
  openLine(line: FarEnd): void;
  /** The line ends without a farewell: what it holds is still written in the last moment of W, or never. */
  loseLine(): void;
  /** Takes over what was emitted; of a line that was left nothing more is written. */
  collect(): void;
  /** How many messages may come at any moment. */
  moving(): number;
  take(): void;
  /** Whether lines that are lost hold messages. */
  holds(): boolean;
  drop(): void;
  hold(): void;
  writeElsewhere(): void;
  reply(): void;
  /** How much is on its way to the worker. */
  unheard(): number;
  hear(): void;
  questions(): number;
  /** What a fetch is answered with, when it is. */
  ask(url: string): Promise<Response>;
  readQuestion(): void;
  answerQuestion(): void;
  failQuestion(): void;
  forgetQuestions(): void;
}

/** No server takes what begins so: it ends the line that it comes over. */
export const POISON = 'poison ';

/** Longer than W, and than a message needs to be sent again. */
const LONG_HELD_MS = 15_000;

const OURS = { senderId: ROOM.entityId, senderName: ROOM.userName };
const AGENTS = { senderId: ROOM.agentId, senderName: ROOM.agentName, source: 'agent_response' };

/** `told`: the id that a row of the history says it was sent under. */
export const createServer = (
  clock: HandClock,
  told: (clientId: MessageId | undefined) => MessageId | undefined,
): Server => {
  const rows: Row[] = [];
  let frames: Frame[] = [];
  let questions: Question[] = [];
  /** What is on its way to the worker, on the line that stands. */
  let inbox: [name: string, payload: object][] = [];
  let line: FarEnd | undefined;
  /** How much of what was emitted on the line has been taken over. */
  let collected = 0;
  let elsewhere = 0;

  const endLine = (): void => {
    line = undefined;
    collected = 0;
    inbox = [];
  };

  const collect = (): void => {
    if (!line) return;
    for (const { payload } of line.emitted.slice(collected)) {
      const { messageId: id, message } = payload.payload;
      const isJoin = payload.type === SocketMessageType.ROOM_JOINING;
      if (isJoin) inbox.push(['channel_joined', { roomId: ROOM.id }]);
      else {
        frames.push({
          line,
          clientId: messageId(String(id)),
          text: String(message),
          emittedAt: clock.now(),
        });
      }
    }
    collected = line.emitted.length;
    if (!line.isClosed) return;
    frames = frames.filter((frame) => frame.line !== line);
    endLine();
  };

  const loseLine = (): void => {
    const lost = line;
    collect();
    endLine();
    const late = (isHeld?: true) => (): void => {
      for (const frame of frames.filter((each) => each.line === lost && each.isHeld === isHeld)) take(frame);
    };
    clock.after(UNCERTAIN_MS - 1, late());
    clock.after(LONG_HELD_MS, late(true));
    lost?.cut();
  };

  const write = (text: string, clientId?: MessageId, over: Partial<Row> = {}): Row => {
    const at = Math.max(clock.now(), (rows.at(-1)?.at ?? 0) + 1);
    const row = { id: `s${rows.length + 1}`, clientId, text, at, isLate: false, ...over };
    rows.push(row);
    return row;
  };
  const broadcast = ({ id, text, at }: Row, over: object): void => {
    if (!line) return;
    const payload = { id, text, createdAt: at, roomId: ROOM.id, source: 'client_chat', ...over };
    inbox.push(['messageBroadcast', payload]);
  };

  /** It is written as often as it comes; another line than its own is not told the id it was sent under. */
  const take = (frame: Frame): void => {
    frames = frames.filter((other) => other !== frame);
    const { clientId, text, isHeld, emittedAt } = frame;
    if (text.startsWith(POISON)) {
      if (frame.line === line) loseLine();
      return;
    }
    const copies = rows.filter((row) => row.clientId === clientId);
    // It was emitted while the network held the copy that has been written since.
    const wasHeld = copies.some(({ heldUntil = 0 }) => heldUntil >= emittedAt);
    const isLate = wasHeld || (isHeld === true && copies.length > 0);
    const row = write(text, clientId, { isLate, ...(isHeld && { heldUntil: clock.now() }) });
    const isItsOwn = frame.line === line;
    broadcast(row, { ...OURS, ...(isItsOwn && { clientMessageId: clientId }) });
    if (!isItsOwn) return;
    inbox.push(['messageAck', { clientMessageId: clientId, messageId: row.id, roomId: ROOM.id }]);
  };
  const moving = (): Frame[] => frames.filter(({ isHeld }) => !isHeld);

  const read = ({ limit, before }: Question): Row[] =>
    rows
      .filter(({ at }) => at < before)
      .reverse()
      .slice(0, limit);

  return {
    rows,
    hasLine: () => line !== undefined,
    openLine: (next) => {
      line = next;
      next.open();
    },
    loseLine,
    collect,
    moving: () => moving().length,
    take: () => {
      const [frame] = moving();
      if (frame) take(frame);
    },
    holds: () => frames.some((frame) => frame.line !== line),
    drop: () => {
      frames = frames.filter((frame) => frame.line === line);
    },
    hold: () => {
      for (const frame of frames) if (frame.line !== line) frame.isHeld = true;
    },
    writeElsewhere: () => {
      elsewhere += 1;
      broadcast(write(`elsewhere ${elsewhere}`), OURS);
    },
    reply: () => {
      const row = write(`reply ${rows.length}`);
      const chunks = line ? row.text.split(' ') : [];
      for (const [index, chunk] of chunks.entries()) {
        const more = { messageId: row.id, chunk, index, agentId: ROOM.agentId, channelId: ROOM.id };
        inbox.push(['messageStreamChunk', more]);
      }
      broadcast(row, AGENTS);
    },
    unheard: () => inbox.length,
    hear: () => {
      const [event] = inbox.splice(0, 1);
      if (event) line?.say(...event);
    },
    questions: () => questions.length,
    ask: (url) => {
      const { pathname, searchParams } = new URL(url);
      if (!pathname.endsWith('/messages'))
        return Promise.resolve(answerWith(versionBody(PROFILE.version ?? '')));
      return new Promise((resolve, reject) => {
        const question: Question = {
          limit: Number(searchParams.get('limit')),
          before: Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY),
          rows: undefined,
          answer: (found) => {
            questions = questions.filter((other) => other !== question);
            const messages = found?.map((row) => rowBody({ ...row, clientId: told(row.clientId) }));
            if (messages) resolve(answerWith({ success: true, data: { messages } }));
            else reject(new TypeError('Failed to fetch'));
          },
        };
        questions.push(question);
      });
    },
    readQuestion: () => {
      const question = questions.find((each) => each.rows === undefined);
      if (question) question.rows = read(question);
    },
    answerQuestion: () => {
      const [question] = questions;
      question?.answer(question.rows ?? read(question));
    },
    failQuestion: () => questions[0]?.answer(undefined),
    forgetQuestions: () => {
      questions = [];
    },
  };
};

const rowBody = ({ id, clientId, text, at }: Row): object => ({
  id,
  channelId: ROOM.id,
  authorId: text.startsWith('reply') ? ROOM.agentId : ROOM.entityId,
  content: text,
  created_at: at,
  rawMessage: { messageId: clientId },
});

/** As much of a response as is read: its body, in one piece. */
const answerWith = (body: object): Response => {
  const pieces = [JSON.stringify(body)];
  const read = async (): Promise<{ done: boolean; value: string | undefined }> => {
    const value = pieces.shift();
    return { done: value === undefined, value };
  };
  return {
    status: 200,
    type: 'cors',
    headers: new Headers(),
    body: { pipeThrough: () => ({ getReader: () => ({ read }) }) },
  } as unknown as Response;
};
