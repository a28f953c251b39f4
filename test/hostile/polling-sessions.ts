import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Ends, type PollingLink, pollingLink } from './link.ts';

export const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  request.setEncoding('utf8');
  for await (const part of request) body += part;
  return body;
};

/** Answers the requests of Engine.IO's polling. `endsOf`: who hears of a session, which is told by `own`. */
export const createPollingSessions = (
  handshake: object,
  endsOf: (own: () => PollingLink) => Ends & { onOpen(): void },
) => {
  const sessions = new Map<string, PollingLink>();
  const begin = (response: ServerResponse): void => {
    const sid = randomUUID();
    const ends = endsOf(() => link);
    const link: PollingLink = pollingLink({
      ...ends,
      onClose: () => {
        sessions.delete(sid);
        ends.onClose();
      },
    });
    sessions.set(sid, link);
    ends.onOpen();
    response.end(`0${JSON.stringify({ sid, upgrades: [], ...handshake })}`);
  };

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const sid = url.searchParams.get('sid');
    response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
    if (sid === null) return begin(response);
    const link = sessions.get(sid);
    if (!link) response.writeHead(400).end('{"code":1,"message":"Session ID unknown"}');
    else if (request.method === 'GET') link.poll(response);
    else {
      link.posted(await bodyOf(request));
      response.end('ok');
    }
  };
};
