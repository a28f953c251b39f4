import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { browserArgs } from '../../server/browser/process.ts';
import { extensionIdOf, readExtensionId } from '../../server/extension-id.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const distWith = async (content: unknown): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-dist-'));
  folders.push(folder);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(content));
  return folder;
};

describe('the extension’s id', () => {
  it('is the one that browsers derive from the manifest’s key', async () => {
    expect(extensionIdOf(manifest.key)).toBe('bfgnkojflekhjgchdefboceoaipidifg');
    expect(await readExtensionId(await distWith(manifest))).toBe('bfgnkojflekhjgchdefboceoaipidifg');
  });

  it('does not exist without a key', async () => {
    await expect(readExtensionId(await distWith({ name: 'x' }))).rejects.toThrow('no key');
  });
});

describe('browserArgs', () => {
  it('gives up the sandbox for root alone, and shows itself unless told not to', () => {
    const plain = browserArgs({ headless: false }, '/p', false);
    expect(plain).toContain('--user-data-dir=/p');
    expect(plain).toContain('--remote-debugging-pipe');
    expect(plain.at(-1)).toBe('chrome://newtab/');
    expect(plain.filter((arg) => /sandbox|headless/.test(arg))).toEqual([]);
    const server = browserArgs({ headless: true, args: ['--lang=de'] }, '/p', true);
    expect(server).toEqual(expect.arrayContaining(['--headless=new', '--no-sandbox', '--lang=de']));
    expect(server.at(-1)).toBe('about:blank');
  });
});
