import type { RefusalCode } from '../model/connection.ts';

/**
 * What the words of a refused handshake mean, where trying again cannot help: "Valid entityId required" and
 * "Invalid or missing API Key" of ElizaOS 1.6.5 and later. Undefined for all else, which may pass.
 */
export const refusalOf = (words: string): RefusalCode | undefined => {
  if (/entity/i.test(words)) return 'invalid-entity';
  if (/api.?key|unauthori[sz]ed|authentication/i.test(words)) return 'wants-key';
  if (/access denied|forbidden/i.test(words)) return 'access-denied';
  return undefined;
};
