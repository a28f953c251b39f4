import { DEFAULT_MESSAGE_SERVER } from '../model/ids.ts';
import type { ProbeFailure } from '../model/probe-failure.ts';
import { codecOf } from '../wire/codecs.ts';
import { VERSION_PATH } from '../wire/paths.ts';
import { hostOf, normaliseAddress, originPattern } from './address.ts';
import { type Identity, identify } from './identify.ts';
import { type Answer, type Endpoint, type Fetch, type RequestError, request } from './request.ts';

/** How long the setup waits for an answer, in milliseconds. */
const PROBE_TIMEOUT_MS = 8_000;

/** A server that we can talk to. */
export interface Found extends Identity {
  address: string;
  messageServerId: string;
}

export type ProbeResult = { ok: true; found: Found } | { ok: false; failure: ProbeFailure };

/** What to show the server: nothing, its key, a token, or both. */
export interface Secrets {
  key?: string | undefined;
  token?: string | undefined;
}

export interface ProbeOptions {
  fetch: Fetch;
  now: () => number;
  timeoutMs?: number;
}

/** Finds out what answers at an address, and of each failure what stands in the way. */
export const probe = async (
  input: string,
  { key, token }: Secrets,
  { fetch, now, timeoutMs = PROBE_TIMEOUT_MS }: ProbeOptions,
): Promise<ProbeResult> => {
  const address = normaliseAddress(input);
  if (address === undefined) return fail({ code: 'bad-address', input: input.trim() });
  const host = hostOf(address);
  const endpoint: Endpoint = { fetch, address, key, token, now, timeoutMs };

  const found = await identify(endpoint);
  return found.ok ? complete(endpoint, host, found.value) : fail(await explain(found.error, endpoint, host));
};

/** What stands in the way, in terms of the setup. */
const explain = async (error: RequestError, endpoint: Endpoint, host: string): Promise<ProbeFailure> => {
  switch (error.kind) {
    case 'timeout':
      return { code: 'timeout', host, seconds: error.seconds };
    case 'redirect':
      return { code: 'redirects', host };
    case 'stranger':
      return { code: error.stranger === 'other-dialect' ? 'not-elizaos' : error.stranger, host };
    case 'status':
      return error.status === 401 || error.status === 403
        ? { code: 'wants-key', host, keyGiven: endpoint.key !== undefined }
        : { code: 'faulty', host, status: error.status };
    case 'network': {
      const { fetch, address, timeoutMs = PROBE_TIMEOUT_MS } = endpoint;
      return (await isThere(fetch, address, timeoutMs))
        ? { code: 'not-allowed', host, origin: originPattern(address) }
        : { code: 'nothing-listens', host };
    }
    case 'undecodable':
      return { code: 'not-elizaos', host };
    default:
      return error satisfies never;
  }
};

/** Reads the id of the message server, which a send needs; with a key this is where a wrong one shows. */
const complete = async (endpoint: Endpoint, host: string, identity: Identity): Promise<ProbeResult> => {
  const { messageServer } = codecOf(identity.dialect);
  const found: Found = {
    address: endpoint.address,
    ...identity,
    messageServerId: DEFAULT_MESSAGE_SERVER,
  };
  if (!messageServer) return { ok: true, found };
  const answer = await request(endpoint, messageServer.path);
  if (answer.ok && wantsKey(answer.value)) {
    return fail({ code: 'wants-key', host, keyGiven: endpoint.key !== undefined });
  }
  const decoded = answer.ok ? messageServer.decode(answer.value.body) : undefined;
  return { ok: true, found: decoded?.ok ? { ...found, messageServerId: decoded.value } : found };
};

const wantsKey = ({ status }: Answer): boolean => status === 401 || status === 403;

/**
 * To a fetch, a server that forbids reading looks like none at all. A request whose answer we do not ask to
 * read tells them apart.
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
 * Whether the server answers, and the browser keeps its answers from us. Asked once more at the end: it may
 * have come up in between.
 */
export const isBlocked = async ({ onOutcome: _, ...endpoint }: Endpoint): Promise<boolean> => {
  if (!(await isThere(endpoint.fetch, endpoint.address, PROBE_TIMEOUT_MS))) return false;
  const again = await request(endpoint, VERSION_PATH);
  return !again.ok && again.error.kind === 'network' && !endpoint.signal?.aborted;
};

const fail = (failure: ProbeFailure): ProbeResult => ({ ok: false, failure });
