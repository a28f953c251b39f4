import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Raw } from './raw.ts';
import type { Packet } from './said.ts';
import { serveAnswer } from './serve-answer.ts';

/** One Engine.IO session, over whichever transport: packets as they are, right or wrong. */
export interface Link {
  readonly transport: 'websocket' | 'polling';
  write(packets: readonly Packet[]): void;
  /** Puts onto the transport what is no packet at all. */
  spoil(raw: Raw): void;
  /** Pings, and resolves with whether the client answered before it ended the session or the time was up. */
  ping(limitMs: number): Promise<boolean>;
  isOpen(): boolean;
  close(): void;
}

/** Who hears of a link. */
export interface Ends {
  /** Hears each packet of the client's. */
  onPacket(packet: string): void;
  onClose(): void;
}

/** A link over `send`, which puts a packet onto its transport. */
const linkOver = (
  transport: Link['transport'],
  { onPacket, onClose }: Ends,
  send: (packet: Packet) => void,
  spoil: (raw: Raw) => void,
  end: () => void,
): Link & { hear(packet: string): void; closed(): void } => {
  let isOpen = true;
  let pongs = new Set<() => void>();
  const closed = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const tell of pongs) tell();
    onClose();
  };
  return {
    transport,
    write: (packets) => {
      for (const packet of packets) if (isOpen) send(packet);
    },
    spoil,
    ping: async (limitMs) => {
      if (!isOpen) return false;
      const heard = new Promise<boolean>((resolve) => pongs.add(() => resolve(isOpen)));
      send('2');
      return Promise.race([heard, after(limitMs, false, { ref: false })]);
    },
    isOpen: () => isOpen,
    close: () => {
      end();
      closed();
    },
    hear: (packet) => {
      if (packet.startsWith('3')) {
        for (const tell of pongs) tell();
        pongs = new Set();
      } else if (packet.startsWith('1')) closed();
      else onPacket(packet);
    },
    closed,
  };
};

export const webSocketLink = (socket: WebSocket, below: Duplex, ends: Ends): Link => {
  const link = linkOver(
    'websocket',
    ends,
    (packet) => socket.send(packet),
    ({ webSocket }) => below.write(webSocket),
    () => socket.terminate(),
  );
  socket.on('message', (data, isBinary) => {
    if (!isBinary) link.hear(String(data));
  });
  socket.on('close', link.closed);
  socket.on('error', link.closed);
  return link;
};

const SEPARATOR = '\x1e';
/** A client that has not polled for so long has ended its session (ms): it says so, unless it was killed. */
const GONE_MS = 60_000;

/** What a polling session needs of its server's requests. */
export interface PollingLink extends Link {
  poll(response: ServerResponse): void;
  posted(body: string): void;
}

export const pollingLink = (ends: Ends): PollingLink => {
  let waiting: ServerResponse | undefined;
  let queue: string[] = [];
  let lastPoll = Date.now();
  const flush = (): void => {
    if (!waiting || queue.length === 0) return;
    const body = queue.join(SEPARATOR);
    queue = [];
    waiting.end(body);
    waiting = undefined;
    lastPoll = Date.now();
  };
  const link = linkOver(
    'polling',
    ends,
    (packet) => {
      queue.push(typeof packet === 'string' ? packet : `b${Buffer.from(packet).toString('base64')}`);
      // All that is written in one turn goes with one answer.
      queueMicrotask(flush);
    },
    ({ poll }) => {
      if (!waiting) return;
      serveAnswer(waiting, poll);
      waiting = undefined;
    },
    () => {
      clearInterval(watch);
      waiting?.destroy();
    },
  );
  const watch = setInterval(() => {
    if (!waiting && Date.now() - lastPoll > GONE_MS) {
      clearInterval(watch);
      link.closed();
    }
  }, 200);
  watch.unref();
  return {
    ...link,
    poll: (response) => {
      waiting = response;
      response.on('close', () => {
        if (waiting !== response) return;
        waiting = undefined;
        clearInterval(watch);
        link.closed();
      });
      flush();
    },
    posted: (body) => {
      for (const packet of body.split(SEPARATOR)) if (!packet.startsWith('b')) link.hear(packet);
    },
  };
};
