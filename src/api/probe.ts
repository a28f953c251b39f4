import { DEFAULT_MESSAGE_SERVER } from '../model/ids.ts';
import type { ProbeFailure } from '../model/probe-failure.ts';
import type { DialectName } from '../model/server.ts';
import { decodeVersion } from '../wire/decode-rest.ts';
import { dialect, dialectOf, VERSION_PATH } from '../wire/dialect.ts';
import { hostOf, normaliseAddress, originPattern } from './address.ts';
import { type Answer, type ApiError, type Endpoint, type Fetch, request } from './request.ts';

/** How long the setup waits for an answer, in milliseconds. */
const PROBE_TIMEOUT_MS = 8_000;

/** A server that we can talk to. */
export interface Found {
  address: string;
  dialect: DialectName;
  version: string | undefined;
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

/** The handshake of Engine.IO 4 by polling: its packet begins with `0{`. */
const SOCKET_IO_PATH = '/socket.io/?EIO=4&transport=polling';

/** The same of Engine.IO 3 and 1, which frame their packets by length: in digits, or in bytes. */
const OLD_HANDSHAKE = /^(\d+:|\0[\0-\t]+\ufffd)0\{"sid"/;

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

  const explain = async (error: ApiError): Promise<ProbeResult> => {
    if (error.kind === 'timeout') return fail({ code: 'timeout', host, seconds: error.seconds });
    if (error.kind === 'redirect') return fail({ code: 'redirects', host });
    const answers = await isThere(fetch, address, timeoutMs);
    return fail(
      answers
        ? { code: 'not-allowed', host, origin: originPattern(address) }
        : { code: 'nothing-listens', host },
    );
  };

  const version = await request(endpoint, VERSION_PATH);
  if (!version.ok) return explain(version.error);
  if (wantsKey(version.value)) return fail({ code: 'wants-key', host, keyGiven: key !== undefined });
  const decoded = decodeVersion(version.value.body);
  if (version.value.status < 400 && decoded.ok) {
    return complete(endpoint, host, dialectOf(decoded.value), decoded.value);
  }
  const handshake = await request(endpoint, SOCKET_IO_PATH);
  if (!handshake.ok) return explain(handshake.error);
  if (handshake.value.status === 200 && handshake.value.text.startsWith('0{')) {
    return complete(endpoint, host, dialectOf(undefined), undefined);
  }
  if (OLD_HANDSHAKE.test(handshake.value.text)) return fail({ code: 'old-socket-io', host });
  return fail({ code: 'not-elizaos', host });
};

/** Reads the id of the message server, which a send needs; with a key this is where a wrong one shows. */
const complete = async (
  endpoint: Endpoint,
  host: string,
  name: DialectName,
  version: string | undefined,
): Promise<ProbeResult> => {
  const { messageServer } = dialect(name);
  const found: Found = {
    address: endpoint.address,
    dialect: name,
    version,
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
