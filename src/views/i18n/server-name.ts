/** The host and port of an address (`localhost:3000`), or the address itself where it has none. */
export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/** The name that the user gave a server, or its host. */
export const serverName = ({ name, address }: { name?: string | undefined; address: string }): string =>
  name || hostOf(address);
