import type { RefusalCode } from '../model/connection.ts';

/**
 * Whether an answer says that its request was too large: HTTP 413 of a server, or of a proxy before it; ElizaOS
 * answers 500, "request entity too large" beyond 2 MiB of JSON, "File too large" beyond 50 MiB of a file.
 */
export const isTooLarge = (status: number, words: string): boolean =>
  status === 413 || (status >= 400 && /\b(entity|payload|body|file) too large\b/i.test(words));

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
