/** The host and port of an address, as people say it: `localhost:3000`. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);
