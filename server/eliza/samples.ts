/** The longest answer on request, in words. */
const MOST_WORDS = 100_000;

const MARKDOWN = `## A little of everything

This is a paragraph with *emphasis*, **strong words** and \`inline code\`, and a [link](https://elizaos.ai).

- first item
- second item
- third item with **weight**

\`\`\`ts
const greet = (name: string): string => \`Hello, \${name}\`;
console.log(greet('you'));
\`\`\`

That was all of it.`;

/**
 * Answers that tests and the curious can ask for: "… 200 words" yields exactly so many (`w0 w1 …`), "show me
 * markdown" one of each block. Undefined where the message asks for neither.
 */
export const sampleAnswer = (text: string): string | undefined => {
  if (/\bshow me markdown\b/i.test(text)) return MARKDOWN;
  const count = Number(/\b(\d{1,9}) words\b/i.exec(text)?.[1] ?? 0);
  if (count < 1 || count > MOST_WORDS) return undefined;
  return Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
};
