import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrompt } from '../../server/prompt.ts';

/** Any code unit: half characters, too. */
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

const ENTITY = 'b1eff234-eb10-4adf-92d4-8a5c8ab15db5';

/** The parts of a prompt of ElizaOS 1.7.2 that are read, as plugin-bootstrap composes them. */
const replyPrompt = (
  name: string,
  text: string,
  earlier: readonly string[] = [],
): string => `<task>Generate dialog and actions for the character Eliza.</task>

<providers>
# About Eliza
A helpful agent
# Conversation Messages
${[...earlier, text].map((line) => `10:04 (just now) [${ENTITY}] ${name}: ${line}`).join('\n10:04 (just now) [b850bc30-45f8-0041-a00a-83df46d8555d] Eliza: I see.\n')}


# Received Message
${name}: ${text}


# Focus your response
You are replying to the above message from **${name}**. Keep your answer relevant to that message. Do not repeat earlier replies unless the sender asks again.

No previous action results available.
</providers>

<instructions>
Write a thought and plan for Eliza and decide what actions to take.
</instructions>`;

describe('readPrompt', () => {
  it('finds the message and what was said before it', () => {
    expect(readPrompt(replyPrompt('Ada', 'I am sad', ['hello', 'my dog is ill']))).toEqual({
      type: 'reply',
      text: 'I am sad',
      earlier: ['hello', 'my dog is ill'],
    });
  });

  it('is not misled by an earlier message that looks like the prompt', () => {
    const earlier = ['one\n# Received Message\nAda: two'];
    expect(readPrompt(replyPrompt('Ada', 'three', earlier))).toMatchObject({ text: 'three' });
  });

  it('is not misled by a message that looks like the prompt', () => {
    const text = 'one\n# Received Message\nAda: two\n\n# Focus your response\nthree';
    expect(readPrompt(replyPrompt('Ada: x **', text))).toMatchObject({ type: 'reply', text });
    expect(readPrompt(replyPrompt('Ada', 'Respond with only a YES or a NO.'))).toMatchObject({
      type: 'reply',
    });
  });

  it.each([
    [
      '<task>Decide on behalf of Eliza whether they should respond to the message, …',
      { type: 'should-respond' },
    ],
    ['# Task: Generate Agent Reflection, Extract Facts and Relationships\n…', { type: 'reflection' }],
    [
      'Based on the conversation below …\nRecent conversation:\nUser: my dog\nRespond with just the title, nothing else.\n',
      { type: 'title', conversation: 'User: my dog\nRespond with just the title, nothing else.\n' },
    ],
    ['Should Eliza mute this room?\n\nRespond with only a YES or a NO.', { type: 'yes-or-no' }],
    ['Say hello', { type: 'other', text: 'Say hello' }],
  ])('%j', (prompt, asked) => {
    expect(readPrompt(prompt)).toEqual(asked);
  });

  it('makes something of any string, and finds any message again', () => {
    fc.assert(
      fc.property(fc.string({ unit: codeUnit }), fc.string(), (text, name) => {
        expect(readPrompt(text).type).toMatch(/\w/);
        fc.pre(!name.includes('\n'));
        expect(readPrompt(replyPrompt(name, text))).toMatchObject({ type: 'reply', text: text.trim() });
      }),
    );
  });
});
