import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host that nothing may be asked of. */
export interface Elsewhere {
  readonly url: string;
  /** What was asked of it since the last time. */
  newRequests(): string[];
  stop(): Promise<void>;
}

export const startElsewhere = async (): Promise<Elsewhere> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} reached another host`);
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    newRequests: () => requests.splice(0),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
