import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replyXml } from '../../server/eliza/xml.ts';
import { spoken } from '../../server/room/extract.ts';

async function* each(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

const hear = async (parts: readonly string[]): Promise<string[]> => {
  const heard: string[] = [];
  for await (const part of spoken(each(parts))) heard.push(part);
  return heard;
};

const inPieces = (text: string, size: number): string[] =>
  text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

describe('spoken', () => {
  it('lets out the text as it comes, and nothing else', async () => {
    const heard = await hear(inPieces(replyXml('Hello from the room server, how are you?', 'secret'), 7));
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.join('')).toBe('Hello from the room server, how are you?');
  });

  it('passes plain text through', async () => {
    expect(await hear([' ', 'Hello', ' there'])).toEqual([' Hello', ' there']);
  });

  it('says in one piece what the extractor leaves to an action', async () => {
    const xml = '<response><actions>REPLY,SEND</actions><text>On its way</text></response>';
    expect(await hear(inPieces(xml, 5))).toEqual(['On its way']);
  });

  it('says nothing where the agent chose to say nothing', async () => {
    expect(await hear(['<response><actions>IGNORE</actions></response>'])).toEqual([]);
    expect(await hear([])).toEqual([]);
  });

  it('gives out what there is of a text that was cut off', async () => {
    expect((await hear(['<response><actions>REPLY</actions><text>so far so go'])).join('')).toBe(
      'so far so go',
    );
  });

  it('whatever the text and however it is cut, it comes out whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', '👋', 'ü', ' ', '&', '*', '\n') }),
        fc.integer({ min: 1, max: 40 }),
        async (text, size) => {
          const heard = await hear(inPieces(replyXml(text, ''), size));
          expect(heard.join('')).toBe(text);
          for (const part of heard) expect(part).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });
});
