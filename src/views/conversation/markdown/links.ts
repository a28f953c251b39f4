const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address where a link may lead, or nothing: http, https and mailto alone, and no relative ones. */
export const allowedLink = (href: string): string | undefined => {
  const address = href.trim();
  return URL.canParse(address) && ALLOWED.has(new URL(address).protocol) ? address : undefined;
};

/** The same for what is loaded into the page. */
export const allowedImage = (src: string): string | undefined => {
  const address = allowedLink(src);
  return address?.startsWith('mailto:') ? undefined : address;
};
