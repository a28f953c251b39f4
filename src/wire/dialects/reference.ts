import type { Codec } from '../codec.ts';
import { MESSAGING, pathsAt } from '../paths.ts';
import { shared } from './shared.ts';

/** A server after the Messaging page of ElizaOS's documentation, and no more than that page. */
export const reference: Codec = {
  ...shared,
  dialect: 'reference',
  capabilities: {
    confirmsJoin: false,
    hasHistory: false,
    needsUuids: false,
    hasChannels: false,
    hasAgents: false,
    takesFiles: false,
    relaysTyping: true,
  },
  messageServer: undefined,
  paths: pathsAt(`${MESSAGING}/channels`),
};
