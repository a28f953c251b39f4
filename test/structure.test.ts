import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkStructure, TABLE } from './structure.ts';

const root = new URL('..', import.meta.url);

const readSources = (): Map<string, string> =>
  new Map(
    ['src', 'server'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.tsx?$/.test(path))
        .map((path): [string, string] => [
          `${folder}/${path}`,
          readFileSync(new URL(`${folder}/${path}`, root), 'utf8'),
        ]),
    ),
  );

describe('the project', () => {
  const files = readSources();

  it('keeps to the import table', { timeout: 30_000 }, () => {
    expect(checkStructure(files)).toEqual([]);
  });

  it('has each module in the table', () => {
    const modules = new Set(
      [...files.keys()].filter((path) => path.startsWith('src/')).map((path) => path.split('/')[1]),
    );
    expect([...modules].sort()).toEqual(Object.keys(TABLE).sort());
    expect([...files.keys()].some((path) => path.startsWith('server/'))).toBe(true);
  });
});

describe('the table of the README', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  const rows = [...readme.matchAll(/^\| `src\/(\w+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)];
  const listed = (cell = ''): string[] => (cell === '–' ? [] : cell.split(', ').sort());
  const written = rows.map(([, module = '', modules, packages]) => [
    module,
    modules === 'all but views' ? modules : listed(modules),
    listed(packages),
  ]);

  it('is the one that is kept', () => {
    const others = Object.keys(TABLE).filter((module) => module !== 'worker' && module !== 'views');
    expect([...(TABLE.worker?.modules ?? [])].sort()).toEqual(others.sort());
    expect(written).toEqual(
      Object.entries(TABLE).map(([module, { modules, packages }]) => [
        module,
        module === 'worker' ? 'all but views' : [...modules].sort(),
        [...packages].sort(),
      ]),
    );
  });
});

/** Checks a project of a few files, keyed by their paths. */
const check = (files: Record<string, string>): string[] => checkStructure(new Map(Object.entries(files)));

describe('a violation', () => {
  it.each([
    ['chat/a.ts', "import { s } from '../store/s.ts';", 'src/chat/a.ts must not import src/store/s.ts'],
    ['chat/a.ts', "import type { s } from '../store/s.ts';", 'src/chat/a.ts must not import src/store/s.ts'],
    ['chat/a.ts', "export * from '../store/s.ts';", 'src/chat/a.ts must not import src/store/s.ts'],
    ['chat/a.ts', "export { s } from '../store/s.ts';", 'src/chat/a.ts must not import src/store/s.ts'],
    ['chat/a.ts', "const s = await import('../store/s.ts');", 'src/chat/a.ts must not import src/store/s.ts'],
    ['chat/a.ts', "type S = import('../store/s.ts').S;", 'src/chat/a.ts must not import src/store/s.ts'],
    ['views/a.tsx', "import { s } from '../store/s.ts';", 'src/views/a.tsx must not import src/store/s.ts'],
    [
      'relay/a.ts',
      "import '../diagnostics/log.ts';",
      'src/relay/a.ts must not import src/diagnostics/log.ts',
    ],
    ['api/a.ts', "import '../../server/s.ts';", 'src/api/a.ts must not import server/s.ts'],
    ['chat/a.ts', "import './gone.ts';", 'src/chat/a.ts imports src/chat/gone.ts, which is not there'],
    ['chat/a.ts', 'const x = await import(name);', 'src/chat/a.ts imports by a specifier that is no literal'],
    ['chat/a.ts', "import * as v from 'zod';", 'src/chat/a.ts must not import the package zod'],
    ['chat/a.ts', "import 'node:fs';", 'src/chat/a.ts must not import the package node:fs'],
    ['worker/a.ts', "import 'preact/hooks';", 'src/worker/a.ts must not import the package preact'],
    [
      'views/a.tsx',
      "import browser from 'webextension-polyfill';",
      'src/views/a.tsx must not import the package webextension-polyfill',
    ],
    [
      'transport/rest.ts',
      "import { io } from 'socket.io-client';",
      'src/transport/rest.ts must not import the package socket.io-client',
    ],
    ['worker/a.ts', 'chrome.sidePanel.open({});', 'src/worker/a.ts uses chrome.sidePanel'],
    ['worker/a.ts', 'globalThis.chrome.alarms.get();', 'src/worker/a.ts uses chrome.alarms'],
    ['transport/a.ts', "await fetch('x');", 'src/transport/a.ts calls fetch'],
    ['worker/a.ts', "await globalThis.fetch('x');", 'src/worker/a.ts calls fetch'],
    ['views/a.tsx', "node.innerHTML = '';", 'src/views/a.tsx uses innerHTML'],
    ['views/a.tsx', "node['outerHTML'] = '';", 'src/views/a.tsx uses outerHTML'],
    ['views/a.tsx', "node.insertAdjacentHTML('x', '');", 'src/views/a.tsx uses insertAdjacentHTML'],
    [
      'views/a.tsx',
      'const a = <p dangerouslySetInnerHTML={x} />;',
      'src/views/a.tsx uses dangerouslySetInnerHTML',
    ],
    [
      'views/a.tsx',
      'const a = { dangerouslySetInnerHTML: x };',
      'src/views/a.tsx uses dangerouslySetInnerHTML',
    ],
    ['chat/a.ts', "eval('1');", 'src/chat/a.ts makes code of a string: eval'],
    ['chat/a.ts', "new Function('1');", 'src/chat/a.ts makes code of a string: Function'],
    ['attic/a.ts', '', 'src/attic/a.ts is in no module'],
  ])('in src/%s by %s', (path, source, problem) => {
    expect(check({ [`src/${path}`]: source, 'src/store/s.ts': '', 'src/diagnostics/log.ts': '' })).toEqual([
      problem,
    ]);
  });

  it('in server/, by an import of src/', () => {
    expect(check({ 'server/a.ts': "import '../src/wire/events.ts';", 'src/wire/events.ts': '' })).toEqual([
      'server/a.ts must not import src/wire/events.ts',
    ]);
  });

  it('by an import cycle', () => {
    const files = {
      'src/chat/a.ts': "import './b.ts';",
      'src/chat/b.ts': "import type { C } from './c.ts';",
      'src/chat/c.ts': "import './b.ts';",
    };
    expect(check(files)).toEqual(['an import cycle: src/chat/b.ts -> src/chat/c.ts -> src/chat/b.ts']);
  });

  it('by a file that cannot be read', () => {
    expect(check({ 'src/chat/a.ts': 'const = ;' })).toHaveLength(1);
  });
});

describe('what is no violation', () => {
  it.each([
    ['chat/a.ts', "// import '../store/s.ts'; eval(x)\nconst text = 'innerHTML chrome.tabs fetch(x)';"],
    ['worker/main.ts', "import browser from 'webextension-polyfill'; chrome.alarms.get(); fetch('x');"],
    ['views/popup/main.tsx', "import browser from 'webextension-polyfill'; chrome.sidePanel.open({});"],
    [
      'transport/socket.ts',
      "import { io } from 'socket.io-client'; import { Fetch } from 'engine.io-client';",
    ],
    ['api/a.ts', "const { fetch } = endpoint; await fetch('x');"],
    ['views/a.tsx', "import { useState } from 'preact/hooks'; import './a.css';"],
    ['relay/a.ts', "import type { R } from '../diagnostics/report.ts';"],
  ])('src/%s: %s', (path, source) => {
    expect(check({ [`src/${path}`]: source, 'src/diagnostics/report.ts': '' })).toEqual([]);
  });
});
