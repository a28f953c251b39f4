import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Chromium's rule: 128 bits of the key's SHA-256, as hex digits written a to p. `key`: base64 DER. */
export const extensionIdOf = (key: string): string =>
  createHash('sha256')
    .update(Buffer.from(key, 'base64'))
    .digest('hex')
    .slice(0, 32)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));

/** The id that the extension in `dist` has everywhere. Throws where it is not built, or has no `key`. */
export const readExtensionId = async (dist: string): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'key' in manifest) {
    if (typeof manifest.key === 'string') return extensionIdOf(manifest.key);
  }
  throw new Error(`${dist}/manifest.json has no key: the extension's id would depend on its folder.`);
};
