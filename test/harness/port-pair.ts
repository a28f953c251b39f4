import type { Port } from '../../src/relay/port.ts';

/** Two ends of a port, as the browser has them: what is posted is cloned and arrives later, in order. */
export const portPair = (): [Port, Port] => {
  const ends = [newEnd(), newEnd()] as const;
  let open = true;
  const port = (mine: End, other: End): Port => ({
    postMessage: (message) => {
      if (!open) throw new Error('Attempting to use a disconnected port object');
      const copy = structuredClone(message);
      queueMicrotask(() => {
        if (open) for (const listener of other.messages) listener(copy);
      });
    },
    disconnect: () => {
      if (!open) return;
      open = false;
      queueMicrotask(() => {
        for (const listener of other.disconnects) listener();
      });
    },
    onMessage: { addListener: (listener) => mine.messages.push(listener) },
    onDisconnect: { addListener: (listener) => mine.disconnects.push(listener) },
  });
  return [port(ends[0], ends[1]), port(ends[1], ends[0])];
};

interface End {
  messages: ((message: unknown) => void)[];
  disconnects: (() => void)[];
}

const newEnd = (): End => ({ messages: [], disconnects: [] });
