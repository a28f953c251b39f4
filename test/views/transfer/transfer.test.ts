import { describe, expect, it } from 'vitest';
import { setTextSource } from '../../../src/views/i18n/text.ts';
import { formatDate, formatTime } from '../../../src/views/i18n/time.ts';
import { fileName } from '../../../src/views/transfer/export-room.ts';
import { createMarkdownEncoder } from '../../../src/views/transfer/markdown-file.ts';
import { english } from '../../stage/english.ts';
import { madeRoom, other, own } from '../../stage/made.ts';

setTextSource(english);

const DAY = 24 * 60 * 60_000;
const noon = new Date(2026, 10, 23, 12).getTime();

describe('a conversation as Markdown', () => {
  it('has its title, a heading for each day, who wrote when, the text as it is in a quotation, and attachments as links', () => {
    const messages = [
      own('m1', 'Look at **this**', noon, {
        attachments: [
          { id: 'a', url: '/media/a (1).png', title: 'A [cat]', contentType: 'image/png' },
          { id: 'b', url: 'https://example.com/b.pdf', title: '', contentType: '' },
        ],
      }),
      other('m2', '# A heading\n\n- one', noon + 60_000),
      own('m3', 'And?', noon + DAY, { delivery: { type: 'unconfirmed' } }),
    ];
    const state = english('delivery_unconfirmed', []);
    const encoder = createMarkdownEncoder(madeRoom({ title: 'Cats' }), 'http://localhost:3000');
    const parts = [[], messages.slice(0, 2), messages.slice(2)].map(encoder.messages);
    expect([encoder.begin(), ...parts, encoder.end()].join('')).toBe(
      `# Cats

## ${formatDate(noon)}

**Robin** · ${formatTime(noon)}

> Look at **this**

- [A \\[cat\\]](<http://localhost:3000/media/a%20(1).png>)
- [b.pdf](<https://example.com/b.pdf>)

**Eliza** · ${formatTime(noon + 60_000)}

> # A heading
>
> - one

## ${formatDate(noon + DAY)}

**Robin** · ${formatTime(noon + DAY)} · ${state}

> And?
`,
    );
  });
});

describe('the name of a file', () => {
  it.each([
    ['Plans', 'Plans 2026-11-23.md'],
    ['a/b: "c"?', 'a b c 2026-11-23.md'],
    ['..', 'Parley 2026-11-23.md'],
    ['ñ'.repeat(80), `${'ñ'.repeat(60)} 2026-11-23.md`],
  ])('for %j is %j', (title, name) => {
    expect(fileName(title, Date.UTC(2026, 10, 23, 12), 'md')).toBe(name);
  });
});
