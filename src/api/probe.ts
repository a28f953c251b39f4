import { DEFAULT_MESSAGE_SERVER } from '../model/ids.ts';
import type { ProbeFailure } from '../model/probe-failure.ts';
import { codecOf } from '../wire/codecs.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import { hostOf, normaliseAddress, originPattern } from './address.ts';
import { type Identity, identify } from './identify.ts';
import { type Endpoint, type Fetch, quiet, type RequestError, request } from './request.ts';

/** How long a probe waits for each answer, in milliseconds. */
const PROBE_TIMEOUT_MS = 8_000;

/** A supported server, with what its profile needs. */
export interface Found extends Identity {
  address: string;
  messageServerId: string;
}

export type ProbeResult = { ok: true; found: Found } | { ok: false; failure: ProbeFailure };

/** The API key and the bearer token to send, as far as there are any. */
export interface Secrets {
  key?: string | undefined;
  token?: string | undefined;
}

export interface ProbeOptions {
  fetch: Fetch;
  now: () => number;
  timeoutMs?: number;
}

/** Identifies the server at an address that the user typed. Never rejects; a failure names its cause. */
export const probe = async (
  input: string,
  { key, token }: Secrets,
  { fetch, now, timeoutMs = PROBE_TIMEOUT_MS }: ProbeOptions,
): Promise<ProbeResult> => {
  const address = normaliseAddress(input);
  if (address === undefined) return fail({ type: 'bad-address', input: input.trim() });
  const host = hostOf(address);
  const endpoint: Endpoint = { fetch, address, key, token, now, timeoutMs };

  const found = await identify(endpoint);
  return found.ok ? complete(endpoint, host, found.value) : fail(await explain(found.error, endpoint, host));
};

/** Turns an error into a failure that the setup can explain. */
const explain = async (error: RequestError, endpoint: Endpoint, host: string): Promise<ProbeFailure> => {
  switch (error.type) {
    case 'timeout':
      return { type: 'timeout', host, seconds: error.seconds };
    case 'redirect':
      return { type: 'redirects', host };
    case 'stranger':
      return { type: error.stranger === 'other-dialect' ? 'not-elizaos' : error.stranger, host };
    case 'status':
      return isKeyStatus(error.status)
        ? { type: 'wants-key', host, keyGiven: endpoint.key !== undefined }
        : { type: 'faulty', host, status: error.status };
    case 'network': {
      const { fetch, address, timeoutMs = PROBE_TIMEOUT_MS } = endpoint;
      return (await isThere(fetch, address, timeoutMs))
        ? { type: 'not-allowed', host, origin: originPattern(address) }
        : { type: 'nothing-listens', host };
    }
    case 'undecodable':
      return { type: 'not-elizaos', host };
    default:
      return error satisfies never;
  }
};

/** Reads the message server's id, which each message names. A wrong key fails here. */
const complete = async (endpoint: Endpoint, host: string, identity: Identity): Promise<ProbeResult> => {
  const { messageServer } = codecOf(identity.dialect);
  const found: Found = {
    address: endpoint.address,
    ...identity,
    messageServerId: DEFAULT_MESSAGE_SERVER,
  };
  if (!messageServer) return { ok: true, found };
  const answer = await request(endpoint, messageServer.path);
  if (answer.ok && isKeyStatus(answer.value.status)) {
    return fail({ type: 'wants-key', host, keyGiven: endpoint.key !== undefined });
  }
  const decoded = answer.ok ? messageServer.decode(answer.value.body) : undefined;
  return { ok: true, found: decoded?.ok ? { ...found, messageServerId: decoded.value } : found };
};

const isKeyStatus = (status: number): boolean => status === 401 || status === 403;

/**
 * Whether anything answers, even where its answers must not be read: `fetch` in mode `no-cors` succeeds for a
 * server without CORS headers.
 */
const isThere = async (fetch: Fetch, address: string, timeoutMs: number): Promise<boolean> => {
  try {
    await fetch(address + VERSION_PATH, {
      mode: 'no-cors',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return true;
  } catch {
    return false;
  }
};

/**
 * Whether the server answers and the browser forbids reading its answers. Sends a readable request last, since
 * the server may have started in between.
 */
export const isBlocked = async (endpoint: Endpoint): Promise<boolean> => {
  if (!(await isThere(endpoint.fetch, endpoint.address, PROBE_TIMEOUT_MS))) return false;
  const again = await request(quiet(endpoint), VERSION_PATH);
  return !again.ok && again.error.type === 'network' && !endpoint.signal?.aborted;
};

const fail = (failure: ProbeFailure): ProbeResult => ({ ok: false, failure });
