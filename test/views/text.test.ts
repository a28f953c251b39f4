import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import messages from '../../public/_locales/en/messages.json' with { type: 'json' };
import { english } from '../stage/english.ts';

const VIEWS = new URL('../../src/views', import.meta.url).pathname;

const sources = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(join(VIEWS, name), 'utf8'))
  .join('\n');

const usedInManifest = [...JSON.stringify(manifest).matchAll(/__MSG_(\w+)__/g)].map((match) => match[1]);

describe('the words', () => {
  const keys = Object.keys(messages);

  it('are all used: by a view, or by the manifest', () => {
    const unused = keys.filter((key) => !usedInManifest.includes(key) && !sources.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('are all there', () => {
    const asked = [...sources.matchAll(/\btext\(\s*'(\w+)'/g)].map((match) => match[1]);
    expect(asked.length).toBeGreaterThan(50);
    expect([...asked, ...usedInManifest].filter((key) => !keys.includes(key ?? ''))).toEqual([]);
  });

  it('declare each placeholder that they use, each with a place of its own', () => {
    const entries: [string, { message: string; placeholders?: Record<string, { content: string }> }][] =
      Object.entries(messages);
    for (const [key, { message, placeholders = {} }] of entries) {
      const used = [...message.matchAll(/\$(\w+)\$/g)].map((match) => match[1]?.toLowerCase());
      expect(used.toSorted(), key).toEqual(Object.keys(placeholders).toSorted());
      const places = Object.values(placeholders).map(({ content }) => content);
      expect(places.toSorted(), key).toEqual(places.map((_, index) => `$${index + 1}`));
    }
  });

  it('take what is to be filled in', () => {
    expect(english('server_with_version', ['localhost:3000', '1.7.2'])).toBe(
      'localhost:3000 · ElizaOS 1.7.2',
    );
  });
});
