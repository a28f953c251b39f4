import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../manifest.json' with { type: 'json' };
import { faultsIn, type Messages, parseMessages, type Words } from './locales.ts';
import { english } from './stage/english.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const LOCALES = join(ROOT, 'public/_locales');
const VIEWS = join(ROOT, 'src/views');

/** Names, and words that two languages share. */
const SAME = {
  all: ['extension_name', 'server_with_version', 'check_name', 'direction', 'elizaos_version'],
  de: [
    'code',
    'connection_offline',
    'rename_name',
    'server_name',
    'server_version',
    'check_server',
    'check_handshake',
    'check_transport',
    'check_broadcast',
    'log_pause',
  ],
  fr: [
    'code',
    'tool_conversations',
    'agents_heading',
    'conversation_label',
    'image',
    'message_label',
    'conversations_heading',
    'group_agents',
    'server_version',
    'check_transport',
  ],
};

/** The files of the views that are called so. */
const sources = (called: RegExp): string[] =>
  readdirSync(VIEWS, { recursive: true, encoding: 'utf8' })
    .filter((name) => called.test(name))
    .map((name) => readFileSync(join(VIEWS, name), 'utf8'));

const words: Words = {
  locales: new Map(
    readdirSync(LOCALES).map((locale): [string, Messages] => [
      locale,
      parseMessages(readFileSync(join(LOCALES, locale, 'messages.json'), 'utf8')),
    ]),
  ),
  base: manifest.default_locale,
  source: sources(/\.tsx?$/).join('\n'),
  // Chrome fills in the words of the manifest and of style sheets.
  manifest: [JSON.stringify(manifest), ...sources(/\.css$/)].join('\n'),
  same: SAME,
};

describe('the words', () => {
  it('are there in ten languages', () => {
    expect([...words.locales.keys()].toSorted()).toEqual(
      ['ar', 'de', 'en', 'es', 'fr', 'ja', 'ko', 'pt_BR', 'ru', 'zh_CN'].toSorted(),
    );
  });

  it('are all there, all used, all translated, and take the same placeholders', () => {
    expect(faultsIn(words)).toEqual([]);
  });

  it('take what is to be filled in', () => {
    expect(english('server_with_version', ['localhost:3000', '1.7.2'])).toBe(
      'localhost:3000 · ElizaOS 1.7.2',
    );
  });
});

describe('what is found where the words are wrong:', () => {
  const base: Messages = {
    hello: { message: 'Hello $NAME$', placeholders: { name: { content: '$1' } } },
    language: { message: 'en' },
    direction: { message: 'ltr' },
    name: { message: 'Parley' },
  };
  const german: Messages = {
    hello: { message: 'Hallo $NAME$', placeholders: { name: { content: '$1' } } },
    language: { message: 'de' },
    direction: { message: 'ltr' },
    name: { message: 'Parley' },
  };
  const good: Words = {
    locales: new Map([
      ['en', base],
      ['de', german],
    ]),
    base: 'en',
    source: "text('hello', name); text('language'); text('direction')",
    manifest: '__MSG_name__',
    same: { all: ['direction', 'name'] },
  };
  const inGerman = (change: Messages): Words => ({
    ...good,
    locales: new Map([
      ['en', base],
      ['de', { ...german, ...change }],
    ]),
  });
  const name = { name: { content: '$1' } };

  it('nothing, where they are right', () => {
    expect(faultsIn(good)).toEqual([]);
  });

  it.each<[string, Words, string]>([
    ['no default', { ...good, base: 'fr' }, 'the default locale fr is not there'],
    [
      'a key that nobody uses',
      { ...good, source: "text('hello'); text('language')" },
      'direction is not used',
    ],
    ['a key that is asked for', { ...good, source: `${good.source} text('bye')` }, 'bye is asked for'],
    ['one that the manifest asks for', { ...good, manifest: '__MSG_name__ __MSG_x__' }, 'x is asked for'],
    [
      'a missing key',
      {
        ...good,
        locales: new Map([
          ['en', base],
          ['de', { language: { message: 'de' }, direction: { message: 'ltr' }, name: { message: 'Parley' } }],
        ]),
      },
      'de: hello is missing',
    ],
    ['one too many', inGerman({ bye: { message: 'Tschüs' } }), 'de: bye is superfluous'],
    ['English', inGerman({ hello: { message: 'Hello $NAME$', placeholders: name } }), 'de: hello is English'],
    [
      'an exception that is none',
      { ...good, same: { ...good.same, de: ['hello'] } },
      'de: hello is not English, yet listed',
    ],
    ['another language', inGerman({ language: { message: 'at' } }), 'de: names another language'],
    ['no direction', inGerman({ direction: { message: 'up' } }), 'de: has no direction'],
    [
      'a placeholder that is not declared',
      inGerman({ hello: { message: 'Hallo $NAME$ $DU$', placeholders: name } }),
      'de: hello uses $du$, which it does not declare',
    ],
    [
      'a placeholder that is left out',
      inGerman({ hello: { message: 'Hallo', placeholders: name } }),
      'de: hello declares name, which it does not use',
    ],
    [
      'a placeholder of another place',
      inGerman({ hello: { message: 'Hallo $NAME$', placeholders: { name: { content: '$2' } } } }),
      'de: hello counts its placeholders wrongly',
    ],
    ['no placeholder at all', inGerman({ hello: { message: 'Hallo' } }), 'de: hello has other placeholders'],
    ['a stray sign', inGerman({ name: { message: 'Parley $' } }), 'de: name has a stray $'],
    ['white space', inGerman({ name: { message: 'Parley ' } }), 'de: name begins or ends in white space'],
    ['open code', inGerman({ name: { message: '`Parley' } }), 'de: name leaves code open'],
  ])('%s', (_, wrong, fault) => {
    expect(faultsIn(wrong)).toContain(fault);
  });

  it.each([
    ['no JSON', '{'],
    ['no message', '{"hello": {}}'],
    ['an empty message', '{"hello": {"message": ""}}'],
    ['a field that Chrome does not know', '{"hello": {"message": "Hello", "note": "?"}}'],
    ['a key that Chrome does not take', '{"hello-you": {"message": "Hello"}}'],
    [
      'a placeholder without its place',
      '{"hello": {"message": "$N$", "placeholders": {"n": {"content": "1"}}}}',
    ],
  ])('a file with %s', (_, json) => {
    expect(() => parseMessages(json)).toThrow();
  });
});
