import type { Sight } from './frames.ts';

/** Where a message of ours is when something strikes. */
export const PHASES = ['before the commit', 'committed', 'emitted', 'acknowledged', 'mid-stream'] as const;
export type Phase = (typeof PHASES)[number];

/** When each thing was first seen of a message: on a page, going up, or gone through to the browser. */
interface Fact {
  shown?: number;
  emitted?: number;
  acknowledged?: number;
}

/** What was seen of each message, by its token, and which answers are being written. */
export interface Facts {
  shown(token: string, at: number): void;
  seen(sight: Sight, token: string | undefined, at: number): void;
  /** The token of the message that a page or the line names. */
  tokenOfClient(clientId: string): string | undefined;
  /** How far a message had come at a moment. */
  phaseAt(token: string, at: number): Phase;
  wasShown(token: string): boolean;
  /** Resolves when it is shown for the first time. */
  untilShown(token: string): Promise<void>;
}

export const createFacts = (): Facts => {
  const facts = new Map<string, Fact>();
  const tokens = new Map<string, string>();
  /** Answers, each from its first chunk to its end. */
  const streams = new Map<string, { from: number; to: number }>();

  const waiting = new Map<string, () => void>();

  const factOf = (token: string): Fact => {
    const fact = facts.get(token) ?? {};
    facts.set(token, fact);
    return fact;
  };

  return {
    shown: (token, at) => {
      factOf(token).shown ??= at;
      waiting.get(token)?.();
    },
    seen: (sight, token, at) => {
      switch (sight.type) {
        case 'send':
          if (token === undefined) return;
          tokens.set(sight.clientId, token);
          factOf(token).emitted ??= at;
          return;
        case 'ack':
          if (token !== undefined) factOf(token).acknowledged ??= at;
          return;
        case 'chunk':
          if (!streams.has(sight.streamId))
            streams.set(sight.streamId, { from: at, to: Number.POSITIVE_INFINITY });
          return;
        case 'broadcast': {
          const stream = sight.id === undefined ? undefined : streams.get(sight.id);
          if (stream) stream.to = Math.min(stream.to, at);
          return;
        }
        case 'error':
          return;
        default:
          sight satisfies never;
      }
    },
    tokenOfClient: (clientId) => tokens.get(clientId),
    phaseAt: (token, at) => {
      const { shown, emitted, acknowledged } = factOf(token);
      const isPast = (time: number | undefined): boolean => time !== undefined && time <= at;
      const isStreaming = [...streams.values()].some(
        ({ from, to }) => from <= at && to > at && acknowledged !== undefined && from >= acknowledged,
      );
      if (isPast(acknowledged)) return isStreaming ? 'mid-stream' : 'acknowledged';
      if (isPast(emitted)) return 'emitted';
      return isPast(shown) ? 'committed' : 'before the commit';
    },
    wasShown: (token) => facts.get(token)?.shown !== undefined,
    untilShown: (token) => new Promise((resolve) => waiting.set(token, resolve)),
  };
};
