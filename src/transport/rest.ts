import type { Api } from '../api/client.ts';
import type { RequestError } from '../api/request.ts';
import type { Clock } from '../model/clock.ts';
import { closeFor } from './not-there.ts';
import { createPoster } from './posting.ts';
import { type OpenLine, PINGS } from './transport.ts';

/** How often the server is asked whether it is still there, in milliseconds: no ping tells. */
const GREET_EVERY_MS = 15_000;

/**
 * A line without a socket: it is open as long as the server answers as what it is, and each reply comes with
 * its request.
 */
export const restLine =
  (api: Api, mode: 'stream' | 'sync', clock: Clock): OpenLine =>
  ({ hasHistory, isOnly }, handlers) => {
    let isOpen = false;
    let isEnded = false;
    let stopWaiting = (): void => {};

    const end = (tell: () => void): void => {
      if (isEnded) return;
      isEnded = true;
      stopWaiting();
      poster.close();
      tell();
    };
    const poster = createPoster(
      { api, mode, hasHistory, isOnly, clock, onPosted: () => {} },
      {
        ...handlers,
        onClosed: (error, unfit) => end(() => handlers.onClosed(error, unfit)),
        onRefused: (error) => end(() => handlers.onRefused(error)),
      },
    );

    /** A limit says nothing of who answers; nor does a fault, which cuts off no reply that is coming in. */
    const mayStay = (error: RequestError): boolean =>
      isOpen && error.kind === 'status' && (error.status === 429 || (error.status >= 500 && poster.isBusy()));

    const greet = async (): Promise<void> => {
      const answer = await api.greet();
      if (isEnded) return;
      if (answer.ok || mayStay(answer.error)) {
        stopWaiting = clock.after(GREET_EVERY_MS, () => void greet());
        // A request holds a message no longer than a socket with the defaults.
        if (!isOpen) handlers.onOpen({ transport: 'rest', ...PINGS });
        isOpen = true;
        return;
      }
      const { error } = answer;
      end(() => closeFor(error, handlers));
    };
    void greet();

    return {
      join: ({ id }) => handlers.onDecoded({ type: 'joined', roomId: id }),
      oversize: () => undefined,
      send: poster.send,
      emit: () => {
        // Whatever may get lost on a socket, there is no request for.
      },
      stop: poster.stop,
      isBusy: poster.isBusy,
      close: () =>
        end(() => {
          // Whoever closes knows why.
        }),
    };
  };
