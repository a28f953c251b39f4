/** The kinds of prompts of ElizaOS 1.7 that the offline model tells apart. `text` is the message to answer. */
export type Asked =
  | { type: 'reply'; text: string; earlier: string[] }
  | { type: 'should-respond' }
  | { type: 'reflection' }
  | { type: 'title'; conversation: string }
  | { type: 'yes-or-no' }
  | { type: 'other'; text: string };

const RECEIVED = '# Received Message\n';
const FOCUS =
  /\n# Focus your response\nYou are replying to the above message from \*\*(.*)\*\*\. Keep your answer/g;

/** One line of "# Conversation Messages": `10:04 (just now) [entity id] Name: text`. */
const TRANSCRIPT_LINE = /^\d\d:\d\d \([^)]*\) \[[0-9a-f-]{36}\] /i;

/** The messages of `name` in the transcript; of a message of several lines, the first. */
const saidBy = (name: string, prompt: string): string[] =>
  prompt.split('\n').flatMap((line) => {
    const said = line.replace(TRANSCRIPT_LINE, '');
    return said !== line && said.startsWith(`${name}: `) ? [said.slice(name.length + 2)] : [];
  });

/** The message and what its sender said before, as plugin-bootstrap's RECENT_MESSAGES provider writes them. */
const receivedMessage = (prompt: string): { text: string; earlier: string[] } | undefined => {
  const focus = [...prompt.matchAll(FOCUS)].at(-1);
  const name = focus?.[1];
  if (focus === undefined || name === undefined) return undefined;
  const heading = `${RECEIVED}${name}: `;
  const start = prompt.lastIndexOf(heading, focus.index);
  if (start === -1) return undefined;
  const text = prompt.slice(start + heading.length, focus.index).trim();
  // The transcript ends with the message itself.
  return { text, earlier: saidBy(name, prompt.slice(0, start)).slice(0, -1) };
};

/** Recognises a prompt by the beginning and the end of its template. Any other string is `other`. */
export const readPrompt = (prompt: string): Asked => {
  const task = prompt.trimStart().slice(0, 100);
  if (/^<task>Decide on behalf of/.test(task)) return { type: 'should-respond' };
  if (/^# Task: Generate Agent Reflection/.test(task)) return { type: 'reflection' };
  const received = receivedMessage(prompt);
  if (received !== undefined && /^(?:<task>|# Task: )Generate dialog/.test(task)) {
    return { type: 'reply', ...received };
  }
  const end = prompt.trimEnd().slice(-100);
  if (end.includes('Respond with just the title')) {
    return { type: 'title', conversation: prompt.split('Recent conversation:\n').at(-1) ?? '' };
  }
  if (end.endsWith('Respond with only a YES or a NO.')) return { type: 'yes-or-no' };
  return { type: 'other', text: received?.text ?? prompt };
};
