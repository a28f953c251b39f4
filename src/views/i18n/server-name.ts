/** The host and port of an address, as people say it: `localhost:3000`. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** What a server is called: as the user said, else its host. */
export const serverName = ({ name, address }: { name?: string | undefined; address: string }): string =>
  name || hostOf(address);
