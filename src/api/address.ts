/**
 * What the user typed, as the address of a server: origin and path, without a trailing slash. A missing
 * scheme is http for this machine and private networks, https for the rest. Undefined: no address.
 */
export const normaliseAddress = (input: string): string | undefined => {
  const text = input.trim();
  if (text === '' || /\s/.test(text)) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0].toLowerCase();
  if (scheme !== undefined && scheme !== 'http://' && scheme !== 'https://') return undefined;
  const candidate = scheme === undefined ? `${isLocalHost(text) ? 'http' : 'https'}://${text}` : text;
  if (!URL.canParse(candidate)) return undefined;
  const url = new URL(candidate);
  if (url.username !== '' || url.password !== '') return undefined;
  return url.origin + url.pathname.replace(/\/+$/, '');
};

/** Names without a dot, loopback and private addresses; `10.example.com` is none of them. */
const LOCAL_HOST =
  /^([^.:]+|(127|10)(\.\d+){1,3}|192\.168(\.\d+){1,2}|172\.(1[6-9]|2\d|3[01])(\.\d+){1,2}|\[.*\])$/i;

const isLocalHost = (text: string): boolean =>
  LOCAL_HOST.test(text.replace(/[/?#].*$/, '').replace(/:\d*$/, ''));

/** `localhost:3000`: how an address is called in a sentence. */
export const hostOf = (address: string): string => new URL(address).host;

/** The match pattern of exactly the server's origin, as `permissions.request` takes it. */
export const originPattern = (address: string): string => `${new URL(address).origin}/*`;
