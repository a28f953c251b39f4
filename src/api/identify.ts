import type { DialectName } from '../model/server.ts';
import { dialectOf } from '../wire/codecs.ts';
import { decodeVersion } from '../wire/decode-rest.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import {
  type Answer,
  type ApiResult,
  type Endpoint,
  errorIn,
  type RequestError,
  request,
} from './request.ts';

/** A server that we can talk to; only a server after the document has no version. */
export interface Identity {
  dialect: DialectName;
  version: string | undefined;
}

/** The handshake of Engine.IO 4 by polling: its packet begins with `0{`. */
const HANDSHAKE_PATH = '/socket.io/?EIO=4&transport=polling';
const isHandshake = ({ status, text }: Answer): boolean => status === 200 && text.startsWith('0{');

/** The same of Engine.IO 3 and 1, which frame their packets by length: in digits, or in bytes. */
const OLD_HANDSHAKE = /^(\d+:|\0[\0-\t]+\ufffd)0\{"sid"/;

/** 511 Network Authentication Required (RFC 6585): no server says it, but a network that wants a sign-in. */
const SIGN_IN = 511;

/** Statuses that do not tell who answers: a key is missing, a limit is reached, the server behind a proxy is away. */
const UNDECIDED = [401, 403, 429, 502, 503, 504];

/**
 * Finds out what answers at the address: an ElizaOS by the answer to its version, a server after the document
 * by its handshake. Everything else is an error, `stranger` where it was read and is neither.
 */
export const identify = async (endpoint: Endpoint): Promise<ApiResult<Identity, RequestError>> => {
  const version = await request(endpoint, VERSION_PATH);
  if (!version.ok) return version.error.kind === 'redirect' ? fail(await leadsTo(endpoint)) : version;
  const { status, body } = version.value;
  if (status === SIGN_IN) return fail({ kind: 'stranger', stranger: 'portal' });
  const decoded = decodeVersion(body);
  if (status === 200 && decoded.ok) {
    return { ok: true, value: { dialect: dialectOf(decoded.value), version: decoded.value } };
  }
  const error = UNDECIDED.includes(status) ? errorIn(version.value) : undefined;
  if (error) return fail(error);
  const handshake = await request(endpoint, HANDSHAKE_PATH);
  if (!handshake.ok) return handshake;
  if (isHandshake(handshake.value)) {
    return { ok: true, value: { dialect: dialectOf(undefined), version: undefined } };
  }
  // It has no version, and something before it lets nobody at its sockets: that does not tell who it is.
  const { status: shaken } = handshake.value;
  const closed = status < 500 && (shaken >= 500 || shaken === 429) ? errorIn(handshake.value) : undefined;
  if (closed) return fail(closed);
  const isOld = OLD_HANDSHAKE.test(handshake.value.text);
  return fail({ kind: 'stranger', stranger: isOld ? 'old-socket-io' : 'not-elizaos' });
};

/**
 * Identifies what answers, and holds it against the dialect that was set up. An ElizaOS of another dialect is
 * `other-dialect`: it was upgraded. Where an ElizaOS was, any other Socket.IO server is a stranger.
 */
export const verify = async (
  endpoint: Endpoint,
  name: DialectName,
): Promise<ApiResult<undefined, RequestError>> => {
  const found = await identify(endpoint);
  if (!found.ok) return found;
  const { dialect, version } = found.value;
  if (dialect === name) return { ok: true, value: undefined };
  return fail({ kind: 'stranger', stranger: version === undefined ? 'not-elizaos' : 'other-dialect' });
};

/**
 * Tells a server that has moved from a network that wants a sign-in. A browser hides where a redirect that is
 * not followed leads, and shows that there was one only where the answer may be read (with CORS headers, or
 * host permission; else it looks like no answer at all). So it is followed once, by a GET without secrets.
 */
const leadsTo = async ({ onOutcome: _, ...endpoint }: Endpoint): Promise<RequestError> => {
  if (endpoint.key !== undefined || endpoint.token !== undefined) return { kind: 'redirect' };
  const answer = await request(endpoint, VERSION_PATH, { follow: true });
  const isServer = answer.ok && answer.value.status === 200 && decodeVersion(answer.value.body).ok;
  return isServer ? { kind: 'redirect' } : { kind: 'stranger', stranger: 'portal' };
};

const fail = (error: RequestError): ApiResult<never, RequestError> => ({ ok: false, error });
