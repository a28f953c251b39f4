const LINKS = new Set(['http:', 'https:', 'mailto:']);
const LOADED = new Set(['http:', 'https:']);
const IMAGE_DATA = /^data:image\/(png|jpeg|gif|webp)[;,]/i;

const protocolOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).protocol : undefined;

/** Percent-encodes the characters that an address must not contain; empty for half a surrogate pair. */
const encoded = (address: string): string => {
  try {
    return encodeURI(address).replace(/%25/g, '%');
  } catch {
    return '';
  }
};

/** Resolves a media path of the server against its address. Other addresses stay as they are. */
export const resolveMedia = (address: string, base: string | undefined): string =>
  base !== undefined && address.startsWith('/media/') ? base.replace(/\/$/, '') + address : address;

/** The address of a link, or undefined where it is not allowed: absolute, of http, https or mailto. */
export const allowedLink = (href: string): string | undefined => {
  const address = encoded(href.trim());
  return LINKS.has(protocolOf(address) ?? '') ? address : undefined;
};

/** The address of media, or undefined where it is not allowed: absolute, of http or https. */
export const allowedMedia = (src: string): string | undefined => {
  const address = encoded(src.trim());
  return LOADED.has(protocolOf(address) ?? '') ? address : undefined;
};

/** The same for images, which may also be `data:` addresses. */
export const allowedImage = (src: string): string | undefined =>
  IMAGE_DATA.test(src.trim()) ? src.trim().replace(/^data:/i, 'data:') : allowedMedia(src);

/** Whether an address is a `data:` address. */
export const isData = (address: string): boolean => address.startsWith('data:');

/** The host of an allowed address. */
export const linkHost = (address: string): string => new URL(address).host;
