import type { Codec } from '../codec.ts';
import { decodeCentralServers, decodeMessageServer } from '../decode-message-server.ts';
import { MESSAGING, pathsAt } from '../paths.ts';
import { shared } from './shared.ts';

const CAPABILITIES = {
  confirmsJoin: true,
  hasHistory: true,
  needsUuids: true,
  hasChannels: true,
  hasAgents: true,
  takesFiles: true,
  relaysTyping: false,
};

/** ElizaOS 1.6.5 and later. */
export const modern: Codec = {
  ...shared,
  dialect: 'modern',
  capabilities: CAPABILITIES,
  messageServer: { path: `${MESSAGING}/message-server/current`, decode: decodeMessageServer },
  paths: pathsAt(`${MESSAGING}/channels`),
};

/** ElizaOS up to 1.6.4, which calls channels central channels. */
export const central: Codec = {
  ...shared,
  dialect: 'central',
  capabilities: CAPABILITIES,
  messageServer: { path: `${MESSAGING}/central-servers`, decode: decodeCentralServers },
  paths: pathsAt(`${MESSAGING}/central-channels`, 'central-servers'),
};
