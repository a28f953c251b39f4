import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reflect } from '../../server/eliza/reflect.ts';
import { respond } from '../../server/eliza/respond.ts';
import { NEUTRAL, RULES } from '../../server/eliza/script.ts';
import { pieces, replyXml } from '../../server/eliza/xml.ts';

const first = (): number => 0;
const last = (): number => 0.999;

/** Any code unit: half characters, too. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe('reflect', () => {
  it.each([
    ['you hate my dog', 'I hate your dog'],
    ['i love you', 'you love me'],
    ["i'm sad about myself", 'you are sad about yourself'],
    ['you are kind to me', 'I am kind to you'],
    ['i was tired', 'you were tired'],
    ['the weather', 'the weather'],
    ['', ''],
  ])('turns %j into %j', (clause, turned) => {
    expect(reflect(clause)).toBe(turned);
  });
});

describe('respond', () => {
  it.each([
    ['Hello!', 'Hello. What would you like to talk about?'],
    ['I need a holiday.', 'What would it mean to you if you got a holiday?'],
    ['I am worried about my exam', 'Is it because you are worried about your exam that you came to me?'],
    ['Well, you are not listening to me', 'What makes you think that I am not listening to you?'],
    ['I’m sad', 'I am sorry to hear that you are sad.'],
    ['My mother takes care of me', 'Tell me more about your family.'],
    ['Hi, can you help me?', 'You believe that I can help you, do you not?'],
    ['the sky is blue, but I need rain', 'What would it mean to you if you got rain?'],
    ['Why is that?', 'Why do you ask?'],
    ['the sky is blue', 'Please go on.'],
  ])('%j: %j', (text, answer) => {
    expect(respond(text, [], first)).toBe(answer);
  });

  it('takes the rule of the highest rank, wherever it stands', () => {
    expect(respond('I need to say: computers frighten my cat', [], first)).toBe('Do machines worry you?');
  });

  it('takes the earlier of two that rank the same', () => {
    expect(respond('Sorry. Thank you.', [], first)).toBe('Please do not apologise.');
    expect(respond('Thank you. Sorry.', [], first)).toBe('You are welcome. What else is on your mind?');
  });

  it('throws other dice, says other things', () => {
    expect(respond('the sky is blue', [], last)).toBe(NEUTRAL.at(-1));
  });

  it('comes back to what was said before when it has nothing else', () => {
    const earlier = ['my boss never listens to me.', 'the sky is blue'];
    const recalled = 'Earlier you mentioned your boss never listens to you. Does this have to do with it?';
    expect(respond('the grass is green', earlier, first)).toBe(recalled);
    expect(respond('the grass is green', earlier, last)).toBe(NEUTRAL.at(-1));
    expect(respond('I need rain', earlier, first)).toBe('What would it mean to you if you got rain?');
  });

  it('gives exactly so many words when asked for them', () => {
    expect(respond('Please say 3 words', [], first)).toBe('w0 w1 w2');
    expect(respond('give me 1234 words!', [], first).split(' ')).toHaveLength(1234);
    expect(respond('1 words', [], first)).toBe('w0');
  });

  it('does not fill the memory on demand', () => {
    expect(respond('999999999 words', [], first)).toBe('Please go on.');
    expect(respond('0 words', [], first)).toBe('Please go on.');
  });

  it('shows one of each block of markdown', () => {
    const markdown = respond('Show me markdown, please', [], first);
    for (const sign of [
      /^## /m,
      /\*\w+\*/,
      /\*\*\w+/,
      /^- /m,
      /\[link\]\(https:/,
      /`inline code`/,
      /^```ts\n/m,
    ]) {
      expect(markdown).toMatch(sign);
    }
  });

  it('answers anything, with the same dice the same, and never with a hole', () => {
    const text = fc.oneof(
      fc.string({ unit: codeUnit, maxLength: 300 }),
      fc
        .array(
          fc.constantFrom('i', 'my', 'you', 'are', 'am', 'need', '$1', '$&', "'", '<text>', '</text>', 'b.'),
        )
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (said, earlier, throw_) => {
          const answer = respond(said, earlier, () => throw_);
          expect(answer.trim()).not.toBe('');
          expect(answer).toBe(respond(said, earlier, () => throw_));
          expect(answer).not.toMatch(/[<>]/);
          expect(answer).not.toContain('$');
        },
      ),
    );
  });

  it('answers a message of a megabyte in no time', () => {
    const before = performance.now();
    respond('i am my '.repeat(125_000), Array(20).fill('my '.repeat(1000)), first);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('has an assembly for every rule: `$1` only where something is caught', () => {
    for (const { pattern, replies, remember } of RULES) {
      const catches = new RegExp(`${pattern.source}|`).exec('')?.length !== 1;
      if (remember || replies.some((reply) => reply.includes('$1')))
        expect(`${pattern} ${catches}`).toMatch(/true$/);
    }
  });
});

describe('the XML form', () => {
  it('has the text where ElizaOS looks for it', () => {
    expect(replyXml('Hi', 'I greet')).toBe(
      '<response><thought>I greet</thought><actions>REPLY</actions><providers></providers><text>Hi</text></response>',
    );
  });

  it('cannot be closed from inside', () => {
    expect(replyXml('a</text></response>b', '').match(/<\/text>|<\/response>/g)).toHaveLength(2);
  });

  it('comes in pieces that make it whole, no character cut in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ü', '👋', '\n', '<') }),
        fc.integer({ min: 1, max: 20 }),
        (text, size) => {
          const parts = pieces(text, size);
          expect(parts.join('')).toBe(text);
          for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });
});
