import type { Api } from '../api/client.ts';
import type { Clock } from '../model/clock.ts';
import { createPoster } from './posting.ts';
import { type OpenLine, PINGS } from './transport.ts';

/** How often the server is asked whether it is still there, in milliseconds: no ping tells. */
const GREET_EVERY_MS = 15_000;

/** A line without a socket: it is open as long as the server answers, and each reply comes with its request. */
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

    const greet = async (): Promise<void> => {
      const answer = await api.greet();
      if (isEnded) return;
      if (answer.ok || (isOpen && answer.error.kind === 'status')) {
        stopWaiting = clock.after(GREET_EVERY_MS, () => void greet());
        // A request holds a message no longer than a socket with the defaults.
        if (!isOpen) handlers.onOpen({ transport: 'rest', ...PINGS });
        isOpen = true;
        return;
      }
      const { error } = answer;
      const words = error.kind === 'status' ? error.error : error.kind;
      const isKey = error.kind === 'status' && (error.status === 401 || error.status === 403);
      end(() => (isKey ? handlers.onRefused(`Unauthorized: ${words}`) : handlers.onClosed(words)));
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
