import type { Attachment, Message } from '../../src/model/message.ts';
import { other, own } from './made.ts';

const MINUTE = 60_000;

const MARKDOWN = `# What Markdown can do

Text with *emphasis*, **strong**, ~~struck~~ and a [link](https://elizaos.ai). <b>HTML</b> is text, and [this](javascript:alert(1)) is no link.

1. first
2. second
   - with a nested one
   - and another

- [x] done
- [ ] to do

> A quotation, of
> two lines.

| Transport | Median | Works in a worker |
|---|--:|:-:|
| \`WebSocket\` | 4 ms | yes |
| \`Fetch\` polling | 11 ms | yes |
| \`XMLHttpRequest\` | – | no |

---

![A diagram](https://example.com/diagram.png)

\`\`\`
A line of code that is much too long for the width of a popup and therefore has to be scrolled sideways
\`\`\`

\`\`\`ts
socket.on("connect", () => {
  join(room); // on every connect, not just the first
});
\`\`\``;

const LONG = `A long answer goes on for a while, and has a word of no end in it: https://example.com/${'a-path-that-does-not-break/'.repeat(4)}. ${'It says a little more than it would have to, as agents do, and is read nevertheless. '.repeat(6)}`;

const ARABIC = `أهلاً! هذه **إجابة** من اليمين إلى اليسار، وفيها \`code\` وكلمة English.

- أولاً
- ثانياً

> اقتباس قصير.`;

const attachments: Attachment[] = [
  { id: 'a1', url: '/media/diagram.png', title: 'Diagram', contentType: 'image/png' },
  { id: 'a2', url: '/media/report.pdf', title: 'A report.pdf', contentType: 'application/pdf' },
  { id: 'a3', url: 'https://example.com/article', title: 'An article', contentType: 'link' },
  { id: 'a4', url: '/media/voice.mp3', title: 'A voice message', contentType: 'audio/mpeg' },
];

/** Every kind of message that there is; `noon` is the middle of today. New is what came since `KINDS_READ_AT`. */
export const everyKind = (noon: number): Message[] => [
  other('k0', 'From another day.', noon - 24 * 60 * MINUTE),
  own('k1', 'Sent from the web client.', noon - 30 * MINUTE),
  other('k2', MARKDOWN, noon - 29 * MINUTE),
  own('k3', 'Wait, something else', noon - 28 * MINUTE),
  other('k4', 'First you have to consider that', noon - 28 * MINUTE + 2000, { reply: 'superseded' }),
  other('k5', 'The connection was', noon - 27 * MINUTE, { reply: 'incomplete' }),
  own('k6', LONG, noon - 20 * MINUTE),
  other('k7', LONG, noon - 19 * MINUTE, {
    thought: 'They want to know whether long words break.',
    actions: ['REPLY', 'SEARCH_KNOWLEDGE'],
  }),
  own('k8', 'مرحبا، كيف أنضم إلى الغرفة مرة أخرى؟', noon - 15 * MINUTE),
  other('k9', ARABIC, noon - 14 * MINUTE),
  other('k10', 'שלום! אפשר לכתוב גם בעברית, עם מילה כמו WebSocket באמצע.', noon - 14 * MINUTE + 3000, {
    authorName: 'Ada',
  }),
  own('k11', 'With something attached', noon - 10 * MINUTE, { attachments: attachments.slice(0, 2) }),
  other('k12', 'Here is what you asked for.', noon - 9 * MINUTE, { attachments }),
  own('k12a', 'Tell me everything', noon - 8 * MINUTE, { edited: true }),
  own('k12b', 'Tell me everything, in short', noon - 7 * MINUTE),
  other('k12c', LONG, noon - 7 * MINUTE + 1000, { stoppedAt: 60 }),
  other('k12d', 'Executing action: SEARCH', noon - 6 * MINUTE, {
    actions: ['SEARCH'],
    actionStatus: 'executing',
  }),
  own('k13', 'Did it arrive twice?', noon - 5 * MINUTE, { delivery: { type: 'sent', twice: 'yes' } }),
  own('k14', 'Here is the whole log …', noon - 4 * MINUTE, {
    delivery: { type: 'failed', reason: { type: 'too-large', bytes: 1_400_000, limit: 1_000_000 } },
  }),
  own('k15', 'May I?', noon - 3 * MINUTE, {
    delivery: { type: 'failed', reason: { type: 'refused', error: 'Access denied' } },
  }),
  own('k16', 'Did this one arrive?', noon - 2 * MINUTE, { delivery: { type: 'unconfirmed' } }),
  other('k17', 'A new answer, which is still being wri', noon, { reply: 'streaming' }),
  own('k18', 'On its way', noon + 1000, { delivery: { type: 'sending' } }),
  own('k19', 'Next in line', noon + 2000, { delivery: { type: 'queued' } }),
];

/** The answer with attachments is the first that is new. */
export const kindsReadAt = (noon: number): number => noon - 10 * MINUTE;
