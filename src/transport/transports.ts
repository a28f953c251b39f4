import type { Api } from '../api/client.ts';
import type { Clock } from '../model/clock.ts';
import { postingTransport } from './posting-transport.ts';
import { restTransport } from './rest.ts';
import type { OpenTransport } from './transport.ts';

export interface TransportsDeps {
  openSocket: OpenTransport;
  /** The server's HTTP interface; there is one as long as there is something to connect to. */
  api: () => Api | undefined;
  clock: Clock;
}

/** Opens a transport by the route that its options name. */
export const createTransports =
  ({ openSocket, api, clock }: TransportsDeps): OpenTransport =>
  (options, onEvent) => {
    const { route } = options;
    const server = api();
    if (route.type === 'socket' && !route.posts) return openSocket(options, onEvent);
    if (!server) throw new Error('there is no server to connect to');
    return route.type === 'rest'
      ? restTransport(server, route.mode, clock)(options, onEvent)
      : postingTransport(openSocket, server, clock)(options, onEvent);
  };
