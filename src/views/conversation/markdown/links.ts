const LINKS = new Set(['http:', 'https:', 'mailto:']);
const LOADED = new Set(['http:', 'https:']);
const IMAGE_DATA = /^data:image\/(png|jpeg|gif|webp)[;,]/i;

const protocolOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).protocol : undefined;

/** What may not stand in an address, as it has to be written there. */
const encoded = (address: string): string => {
  try {
    return encodeURI(address).replace(/%25/g, '%');
  } catch {
    // Half of a character.
    return '';
  }
};

/** A path of the server's media, as an address; all else as it is. */
export const resolveMedia = (address: string, base: string | undefined): string =>
  base !== undefined && address.startsWith('/media/') ? base.replace(/\/$/, '') + address : address;

/** The address where a link may lead, or nothing: http, https and mailto alone, and no relative ones. */
export const allowedLink = (href: string): string | undefined => {
  const address = encoded(href.trim());
  return LINKS.has(protocolOf(address) ?? '') ? address : undefined;
};

/** The address of what may be loaded into the page: from the web alone. */
export const allowedMedia = (src: string): string | undefined => {
  const address = encoded(src.trim());
  return LOADED.has(protocolOf(address) ?? '') ? address : undefined;
};

/** The same for images, which may also stand in the message itself. */
export const allowedImage = (src: string): string | undefined =>
  IMAGE_DATA.test(src.trim()) ? src.trim().replace(/^data:/i, 'data:') : allowedMedia(src);

/** Whether an address holds what it names. */
export const isData = (address: string): boolean => address.startsWith('data:');

/** Where an allowed address leads, in a word. */
export const linkHost = (address: string): string => new URL(address).host;
