import type { RefusalCode } from '../model/connection.ts';

/**
 * Whether an HTTP answer says that its request was too large: status 413 of a server or a proxy. ElizaOS answers with
 * status 500, "request entity too large" beyond 2 MiB of JSON, "File too large" beyond 50 MiB of a file.
 */
export const isTooLarge = (status: number, words: string): boolean =>
  status === 413 || (status >= 400 && /\b(entity|payload|body|file) too large\b/i.test(words));

/**
 * The code of a refused handshake that another try cannot change, by its words: "Valid entityId required" and "Invalid
 * or missing API Key" of ElizaOS 1.6.5 and later. Undefined for other words: that refusal may pass.
 */
export const refusalOf = (words: string): RefusalCode | undefined => {
  if (/entity/i.test(words)) return 'invalid-entity';
  if (/api.?key|unauthori[sz]ed|authentication/i.test(words)) return 'wants-key';
  if (/access denied|forbidden/i.test(words)) return 'access-denied';
  return undefined;
};
