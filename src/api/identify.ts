import type { DialectName } from '../model/server.ts';
import { dialectOf } from '../wire/codecs.ts';
import { decodeVersion } from '../wire/decode-rest.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import {
  type Answer,
  type ApiResult,
  type Endpoint,
  errorIn,
  quiet,
  type RequestError,
  request,
} from './request.ts';

/** A supported server. Only a server after the document (the ElizaOS Messaging page) has no version. */
export interface Identity {
  dialect: DialectName;
  version: string | undefined;
}

/** The handshake of Engine.IO 4 by polling: its packet begins with `0{`. */
const HANDSHAKE_PATH = '/socket.io/?EIO=4&transport=polling';
const isHandshake = ({ status, text }: Answer): boolean => status === 200 && text.startsWith('0{');

/** The handshake of Engine.IO 3 and 1, which begins with the packet's length: in digits, or in bytes. */
const OLD_HANDSHAKE = /^(\d+:|\0[\0-\t]+\ufffd)0\{"sid"/;

/** 511 Network Authentication Required (RFC 6585): the answer of a network that wants a sign-in. */
const SIGN_IN = 511;

/** Statuses that do not identify the server: a key is missing, a limit is reached, a proxy's server is away. */
const UNDECIDED = [401, 403, 429, 502, 503, 504];

/**
 * Identifies the server at the address: ElizaOS by its version, a server after the document by a Socket.IO
 * handshake. Any other answer is an error of type `stranger`.
 */
export const identify = async (endpoint: Endpoint): Promise<ApiResult<Identity, RequestError>> => {
  const version = await request(endpoint, VERSION_PATH);
  if (!version.ok) return version.error.type === 'redirect' ? fail(await errorOfRedirect(endpoint)) : version;
  const { status, body } = version.value;
  if (status === SIGN_IN) return fail({ type: 'stranger', stranger: 'portal' });
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
  // The server has no version, and a proxy blocks its sockets: it cannot be identified.
  const { status: shaken } = handshake.value;
  const closed = status < 500 && (shaken >= 500 || shaken === 429) ? errorIn(handshake.value) : undefined;
  if (closed) return fail(closed);
  const isOld = OLD_HANDSHAKE.test(handshake.value.text);
  return fail({ type: 'stranger', stranger: isOld ? 'old-socket-io' : 'not-elizaos' });
};

/**
 * Checks that the server at the address still has the dialect that was set up. An ElizaOS of another dialect is
 * the stranger `other-dialect`: it was upgraded. Any other Socket.IO server is `not-elizaos`.
 */
export const verify = async (
  endpoint: Endpoint,
  name: DialectName,
): Promise<ApiResult<undefined, RequestError>> => {
  const found = await identify(endpoint);
  if (!found.ok) return found;
  const { dialect, version } = found.value;
  if (dialect === name) return { ok: true, value: undefined };
  return fail({ type: 'stranger', stranger: version === undefined ? 'not-elizaos' : 'other-dialect' });
};

/**
 * Tells a server that has moved from a network that wants a sign-in. A browser hides the target of a redirect,
 * so the redirect is followed once, by a GET without secrets.
 */
const errorOfRedirect = async (endpoint: Endpoint): Promise<RequestError> => {
  if (endpoint.key !== undefined || endpoint.token !== undefined) return { type: 'redirect' };
  const answer = await request(quiet(endpoint), VERSION_PATH, { follow: true });
  const isServer = answer.ok && answer.value.status === 200 && decodeVersion(answer.value.body).ok;
  return isServer ? { type: 'redirect' } : { type: 'stranger', stranger: 'portal' };
};

const fail = (error: RequestError): ApiResult<never, RequestError> => ({ ok: false, error });
