/**
 * Turns input into the address of a server: origin and path, without a trailing slash. Without a scheme it is
 * http for this machine and private networks, https for all else. Undefined where it is no address.
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

/** Names without a dot, loopback and private addresses; not `10.example.com`. */
const LOCAL_HOST =
  /^([^.:]+|(127|10)(\.\d+){1,3}|192\.168(\.\d+){1,2}|172\.(1[6-9]|2\d|3[01])(\.\d+){1,2}|\[.*\])$/i;

const isLocalHost = (text: string): boolean =>
  LOCAL_HOST.test(text.replace(/[/?#].*$/, '').replace(/:\d*$/, ''));

/** Host and port of an address, as the user interface shows it: `localhost:3000`. */
export const hostOf = (address: string): string => new URL(address).host;

/** The match pattern of the server's origin for `permissions.request`. */
export const originPattern = (address: string): string => `${new URL(address).origin}/*`;
