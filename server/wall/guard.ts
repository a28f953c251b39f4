import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AdmissionPolicy, admit } from './admission.ts';

const ALLOW_ORIGIN = 'access-control-allow-origin';

/** Names the origin that may read the answer, and none where the request names none, in place of a library's `*`. */
const nameOrigin = (response: ServerResponse, origin: string | undefined): void => {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    if (value !== '*' || name.toLowerCase() !== ALLOW_ORIGIN) return setHeader(name, value);
    return origin === undefined ? response : setHeader(name, origin).appendHeader('vary', 'Origin');
  };
};

const refuse = (to: unknown, error: string): void => {
  const body = JSON.stringify({ success: false, error });
  if (to instanceof ServerResponse) {
    to.writeHead(403, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
    to.end(body);
    return;
  }
  const socket = to as Duplex;
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** The events by which Node's server hands a request over, each with the request and what answers it. */
const REQUESTS = new Set<string | symbol>([
  'request',
  'upgrade',
  'checkContinue',
  'checkExpectation',
  'connect',
]);

/**
 * Puts a wall before an HTTP server: its listeners, those that are added later too, get only the requests that
 * `admit` lets through. The others are answered with 403.
 */
export const guard = (http: Server, policy: AdmissionPolicy): void => {
  const emit = http.emit.bind(http);
  const emitAdmitted = (name: string, ...args: unknown[]): boolean => {
    if (!REQUESTS.has(name)) return emit(name, ...args);
    const [{ method, url, headers }, to] = args as [IncomingMessage, unknown];
    const { host, origin } = headers;
    const site = headers['sec-fetch-site'];
    const admission = admit({ method, url, host, origin, site: site?.toString() }, policy);
    if (!admission.ok) {
      refuse(to, admission.error);
      return true;
    }
    if (to instanceof ServerResponse) nameOrigin(to, admission.origin);
    return emit(name, ...args);
  };
  Object.assign(http, { emit: emitAdmitted });
};
