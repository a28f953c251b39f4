import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/model/message.ts';
import { nameText } from '../../../src/views/i18n/name-text.ts';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { formatDate, formatTime } from '../../../src/views/i18n/time.ts';
import { createMarkdownEncoder } from '../../../src/views/transfer/markdown-file.ts';
import { english } from '../../stage/english.ts';
import { madeRoom, other } from '../../stage/made.ts';
import { readMarkdownFile } from './markdown-reader.ts';

setTextSource(english);

const noon = new Date(2026, 10, 23, 12).getTime();
const SOMEBODY = english('somebody', []);

const written = (title: string, messages: readonly Message[]): string => {
  const encoder = createMarkdownEncoder(madeRoom({ title }), 'http://localhost:3000');
  return [encoder.begin(), encoder.messages(messages), encoder.end()].join('');
};
const said = (text: string, authorName = 'Eliza'): Message => other('m', text, noon, { authorName });
const DAY = { level: 'h2', text: formatDate(noon) };

describe('an exported conversation', () => {
  it.each([
    ['a fence left open', '```js\nlet a;'],
    ['a heading', '# Title\n\nA title\n===='],
    ['a rule', 'a\n\n---\n\nb'],
    ['HTML left open', '<!-- a\n\n<div>\n<script>'],
    ['the line of another message', '**Robin** · 12:00\n\n> words'],
    ['nothing but blank lines', '\n \n'],
    ['indented code', '    code\n\n\tcode'],
    ['a definition', '[Eliza]: https://example.com'],
  ])('keeps its structure beside %s', (_, text) => {
    const read = readMarkdownFile(written('Cats', [said(text), said('after')]));
    expect(read.headings).toEqual([{ level: 'h1', text: 'Cats' }, DAY]);
    expect(read.messages.map(({ source }) => source)).toEqual([text, 'after']);
    expect(read.others).toEqual([]);
  });

  it.each([
    'a\n# b',
    '**a**',
    '[a](b)',
    '<b>',
    '`a',
    '&amp;',
    'a\\',
    '  a  ',
    '1. a',
    '\u3000a',
    '~~a~~ #',
    '"a"',
  ])('has the name %j as it is shown', (name) => {
    const shown = nameText(name).trim();
    const read = readMarkdownFile(written(name, [said('words', name)]));
    expect(read.headings).toEqual([{ level: 'h1', text: shown }, DAY]);
    expect(read.messages).toEqual([{ head: `${shown} · ${formatTime(noon)}`, source: 'words', files: [] }]);
  });

  it.each([
    ['a](b', '/media/a'],
    ['`a` <b>\n# c', '/media/a b.png'],
    ['a', 'no address <&copy;\\_>\n# x'],
  ])('has the file %j at %j as a link', (title, url) => {
    const message = other('m', 'words', noon, {
      attachments: [{ id: 'a', url, title, contentType: '' }],
    });
    const read = readMarkdownFile(written('Cats', [message, said('after')]));
    expect(read.messages.map(({ files }) => files)).toEqual([
      [{ name: nameText(title).trim(), address: expect.stringMatching(/^\S.*$/) }],
      [],
    ]);
    expect(read.headings).toHaveLength(2);
  });

  it('can be read back, whatever the messages hold', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '```',
        '~~~',
        '\n',
        '\n\n',
        '# ',
        '> ',
        '- ',
        '1. ',
        '---',
        '<!--',
        '<div>',
        '**',
        '\t',
        '    ',
      ),
      fc.constantFrom('[a]: b', '[', '](', '|', '\\', '`', '$$', 'a', ' ', '· 12:00', '=', '&amp;', '\u2028'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.array(anyText, { minLength: 1, maxLength: 4 }),
        (title, name, texts) => {
          const read = readMarkdownFile(
            written(
              title || 'a',
              texts.map((text) => said(text, name)),
            ),
          );
          expect(read.headings.map(({ level }) => level)).toEqual(['h1', 'h2']);
          expect(read.others).toEqual([]);
          const shown = nameText(name).trim() || SOMEBODY;
          expect(read.messages).toEqual(
            texts.map((text) => ({
              head: `${shown} · ${formatTime(noon)}`,
              source: text === '' ? undefined : text.replace(/\r\n?/g, '\n'),
              files: [],
            })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
