import type { Api } from '../api/client.ts';
import type { RequestError } from '../api/request.ts';
import type { Clock } from '../model/clock.ts';
import { endingOf } from './endings.ts';
import { createPoster } from './poster.ts';
import { createReporter, logReceived, type OpenTransport, PINGS } from './transport.ts';

/** How often the server is asked whether it is still there, in milliseconds: without a socket no ping tells. */
const GREET_EVERY_MS = 15_000;

/**
 * A transport without a socket: it is open as long as the server answers as what it was set up as, and each reply
 * comes with the answer to its request.
 */
export const restTransport =
  (api: Api, mode: 'stream' | 'sync', clock: Clock): OpenTransport =>
  ({ codec, isOnly }, onEvent) => {
    let isOpen = false;
    let cancelGreeting = (): void => {};

    const { report, end, isEnded } = createReporter(onEvent, () => {
      cancelGreeting();
      poster.close();
    });
    const poster = createPoster({ api, codec, mode, isOnly, clock }, report);

    /** A rate limit does not tell who answers; nor does a fault, which must not cut off a reply. */
    const mayStay = (error: RequestError): boolean =>
      isOpen && error.type === 'status' && (error.status === 429 || (error.status >= 500 && poster.isBusy()));

    const greet = async (): Promise<void> => {
      const answer = await api.greet();
      if (isEnded()) return;
      if (!answer.ok && !mayStay(answer.error)) {
        report(endingOf(answer.error));
        return;
      }
      cancelGreeting = clock.after(GREET_EVERY_MS, () => void greet());
      if (isOpen) return;
      isOpen = true;
      // A request holds a message no longer than a socket with the default pings.
      report({ type: 'opened', details: { transport: 'rest', ...PINGS } });
    };
    void greet();

    return {
      join: ({ id: roomId }) => {
        report(logReceived('joined', 'joined', { roomId }));
        report({ type: 'event', event: { type: 'joined', roomId } });
      },
      oversize: () => undefined,
      send: poster.send,
      sendTyping: () => {
        // There is no request for it.
      },
      stopReplies: poster.stop,
      isBusy: poster.isBusy,
      close: end,
    };
  };
