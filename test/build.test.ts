import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Bundle,
  closure,
  gzippedBytes,
  importsOf,
  lazyPieces,
  pageLoads,
  readBundle,
} from './bundle.ts';

/** The id that the manifest's key gives the extension on every machine. */
const EXTENSION_ID = 'bfgnkojflekhjgchdefboceoaipidifg';
/** Gzipped, in kB of 1000 bytes. A service worker cannot load a piece later. */
const WORKER_LIMIT = 56.6;
const POPUP_LIMIT = 47.4;

const Manifest = v.looseObject({
  key: v.string(),
  action: v.object({ default_popup: v.string() }),
  background: v.object({ service_worker: v.string() }),
  permissions: v.array(v.string()),
  content_security_policy: v.object({ extension_pages: v.string() }),
});

let bundle: Bundle;
let manifest: v.InferOutput<typeof Manifest>;

beforeAll(() => {
  bundle = readBundle(fileURLToPath(new URL('../dist', import.meta.url)));
  manifest = v.parse(Manifest, JSON.parse(bundle.get('manifest.json')?.toString('utf8') ?? 'null'));
});

const scripts = (): [string, string][] =>
  [...bundle].filter(([path]) => path.endsWith('.js')).map(([path, file]) => [path, file.toString('utf8')]);

describe('the manifest', () => {
  it.each(['web_accessible_resources', 'host_permissions', 'content_scripts', 'externally_connectable'])(
    'has no %s',
    (field) => {
      expect(manifest).not.toHaveProperty(field);
    },
  );

  it('asks for nothing that warns', () => {
    expect(manifest.permissions.sort()).toEqual(['alarms', 'sidePanel', 'storage']);
  });

  it('lets its pages load what is used, and nothing else', () => {
    const policy = manifest.content_security_policy.extension_pages.split(';').map((part) => part.trim());
    expect(Object.fromEntries(policy.map((part) => part.split(/ (.*)/s, 2)))).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      // Users' servers, and the hosts of pictures that their messages name, are any: what loads is decided by a press.
      'img-src': 'data: http: https:',
      'media-src': 'http: https:',
      // A file that is uploaded is read by the worker from its `blob:` address.
      'connect-src': 'http: https: ws: wss: blob:',
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
  });

  it('gives the extension the id that is written down', () => {
    const digest = createHash('sha256').update(Buffer.from(manifest.key, 'base64')).digest('hex');
    const id = [...digest.slice(0, 32)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
    expect(id.join('')).toBe(EXTENSION_ID);
  });
});

describe('the files', () => {
  it('hold no source map', () => {
    expect([...bundle.keys()].filter((path) => path.endsWith('.map'))).toEqual([]);
    expect(scripts().filter(([, source]) => source.includes('sourceMappingURL'))).toEqual([]);
  });

  it('are not those of the development server, and load nothing from elsewhere', () => {
    const pages = [...bundle].filter(([path]) => path.endsWith('.html'));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    for (const [path, html] of pages) {
      for (const [, url] of html.toString('utf8').matchAll(/(?:src|href)="([^"]+)"/g)) {
        expect(url, path).toMatch(/^\/assets\//);
      }
    }
    for (const [path, source] of scripts()) {
      const { now, later } = importsOf(bundle, path);
      for (const imported of [...now, ...later]) expect(imported, path).toMatch(/^\.{1,2}\//);
      expect(source, path).not.toMatch(/@vite\/client|@crx\/|crx-client|import\.meta\.hot/);
    }
  });

  it('make no code of strings', () => {
    const found = scripts().flatMap(([, source]) =>
      [...source.matchAll(/\beval\(|\bFunction\s*\(|new Function\b/g)].map(([text]) => text),
    );
    expect(found).toEqual([]);
  });
});

describe('the size', { timeout: 30_000 }, () => {
  const kB = (paths: Iterable<string>): number => gzippedBytes(bundle, paths) / 1000;

  it('of the worker and of the popup is within its limit', () => {
    const worker = closure(bundle, [manifest.background.service_worker]);
    const popup = pageLoads(bundle, manifest.action.default_popup);
    const pieces = [...lazyPieces(bundle, popup)].map(([path, files]): [string, Set<string>] => [
      path,
      new Set([...files].filter((file) => !popup.has(file))),
    ]);
    // The popup is ready when it has painted its first view, which is one of the lazy pieces.
    const heaviest = Math.max(...pieces.map(([, files]) => kB(files)));
    const rows: [string, number, number?][] = [
      ['worker', kB(worker), WORKER_LIMIT],
      ['popup, its page alone', kB(popup)],
      ['popup, ready', kB(popup) + heaviest, POPUP_LIMIT],
      ...pieces.map(([path, files]): [string, number] => [`  later: ${nameOf(path)}`, kB(files)]),
      ...[...laterStill(popup, pieces)].map(([path, files]): [string, number] => [
        `  later still: ${nameOf(path)}`,
        kB(files),
      ]),
    ];
    process.stdout.write(`\n${rows.map(line).join('\n')}\n`);

    expect(pieces.length).toBeGreaterThan(0);
    expect(kB(worker)).toBeLessThanOrEqual(WORKER_LIMIT);
    expect(kB(popup) + heaviest).toBeLessThanOrEqual(POPUP_LIMIT);
  });

  it('is in few files: a conversation is painted when eight were asked for, half of them at once', () => {
    const page = pageLoads(bundle, manifest.action.default_popup);
    const pieces = lazyPieces(bundle, page);
    const needed = [...pieces].filter(([path]) => /\/(conversation|formatted)[-.]/.test(path));
    expect(needed).toHaveLength(2);
    expect(page.size).toBeLessThanOrEqual(4);
    expect(new Set([...page, ...needed.flatMap(([, files]) => [...files])]).size).toBeLessThanOrEqual(8);
  });

  it('of the worker is all that there is: a service worker cannot import later', () => {
    for (const path of closure(bundle, [manifest.background.service_worker])) {
      expect(importsOf(bundle, path).later, path).toEqual([]);
    }
  });

  /** What the pieces in their turn load later. */
  const laterStill = (popup: Set<string>, pieces: [string, Set<string>][]): Map<string, Set<string>> => {
    const loaded = new Set([...popup, ...pieces.flatMap(([, files]) => [...files])]);
    const known = new Set(pieces.map(([path]) => path));
    return new Map(
      [...lazyPieces(bundle, loaded)]
        .filter(([path]) => !known.has(path))
        .map(([path, files]) => [path, new Set([...files].filter((file) => !loaded.has(file)))]),
    );
  };
});

const nameOf = (path: string): string => path.replace(/^assets\/|\.js$/g, '');

const line = ([what, size, limit]: [string, number, number?]): string =>
  `${what.padEnd(32)}${size.toFixed(1).padStart(6)} kB gzipped${limit ? `, at most ${limit}` : ''}`;
