import type { ServerResponse } from 'node:http';
import type { WireAnswer } from './answers.ts';

const PIECE = Buffer.alloc(65_536, ' ');
/** The pause between two bytes of a body that is endless and slow (ms). */
const SLOW_MS = 300;

/** Puts an answer onto the network. An endless body ends when the client has had enough. */
export const serveAnswer = (
  response: ServerResponse,
  { status, headers, body, ending }: WireAnswer,
): void => {
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  switch (ending) {
    case 'whole':
      response.writeHead(status, headers).end(body);
      return;
    case 'cut off':
      response.writeHead(status, { ...headers, 'Content-Length': String(body.length + 100) });
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
      return;
    case 'endless': {
      response.writeHead(status, headers);
      const pour = (): void => {
        while (!closed.signal.aborted) if (!response.write(PIECE)) return;
      };
      response.on('drain', pour);
      pour();
      return;
    }
    case 'endless and slow': {
      response.writeHead(status, headers);
      const drip = setInterval(() => response.write(' '), SLOW_MS);
      closed.signal.addEventListener('abort', () => clearInterval(drip));
      return;
    }
    default:
      ending satisfies never;
  }
};
