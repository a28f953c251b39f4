import type { DialectName } from '../model/server.ts';
import type { Codec } from './codec.ts';
import { central, modern } from './dialects/elizaos.ts';
import { reference } from './dialects/reference.ts';

const CODECS: Readonly<Record<DialectName, Codec>> = { reference, central, modern };

/** The codec of a dialect. All that differs from server to server is in it. */
export const codecOf = (dialect: DialectName): Codec => CODECS[dialect];

/**
 * The dialect of a server that reports `version`; undefined: it reports none. A prerelease has the dialect of its
 * release. A text that is no version counts as the newest ElizaOS.
 */
export const dialectOf = (version: string | undefined): DialectName => {
  if (version === undefined) return reference.dialect;
  const parts = /^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?![\w.])/i.exec(version);
  if (parts === null) return modern.dialect;
  const [major = 0, minor = 0, patch = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const ahead = major - 1 || minor - 6 || patch - 5;
  return (ahead >= 0 ? modern : central).dialect;
};
