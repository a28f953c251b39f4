/** Who may use a server on this machine. */
export interface AdmissionPolicy {
  /** The one extension that may; any extension's pages and worker unless given. */
  extensionId?: string | undefined;
}

/** What a request says about where it was sent to and by whom. */
export interface Sent {
  method: string | undefined;
  url: string | undefined;
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`: how the page that sent it is related to this server. Only browsers say so. */
  site: string | undefined;
}

/** `origin`: the one that may read the answer; undefined where the request names none. */
export type Admission = { ok: true; origin: string | undefined } | { ok: false; error: string };

/** Addresses that lead to this machine whatever a name server says. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const EXTENSION = /^chrome-extension:\/\/([a-p]{32})$/;
/** Uploaded files. Pictures are loaded, and files opened, by requests without an origin. */
const FILE = /^\/media\//;

/**
 * Decides whether a request may reach a server that runs for this machine's user. Refuses names that are not this
 * machine's (another site's name may lead here: DNS rebinding), and every page that is neither the server's own nor
 * an extension's. Programs, which name no origin, are served: they run on this machine, since the server listens on
 * loopback alone.
 */
export const admit = (
  { method, url = '', host, origin, site }: Sent,
  { extensionId }: AdmissionPolicy = {},
): Admission => {
  if (host === undefined || !LOOPBACK.test(host)) {
    return refuse(
      `This server answers at localhost and 127.0.0.1, not at ${host ?? 'a request without a name'}`,
    );
  }
  if (origin !== undefined) {
    const [, id] = EXTENSION.exec(origin) ?? [];
    const isOurs = id !== undefined && (extensionId === undefined || id === extensionId);
    const isOwn = origin === `http://${host}`;
    return isOurs || isOwn ? { ok: true, origin } : refuse(`${origin} may not use this server`);
  }
  const isPages = site === 'cross-site' || site === 'same-site';
  const isFile = method === 'GET' && FILE.test(url);
  return isPages && !isFile
    ? refuse('Another site may not use this server')
    : { ok: true, origin: undefined };
};

const refuse = (error: string): Admission => ({ ok: false, error });
