import { madeOpen, madeState, other, own } from './made.ts';
import type { Scene } from './scenes.ts';

const noon = new Date().setHours(12, 0, 0, 0);

const TEXT = `# A heading of the first depth
## The second
### The third

Text with *emphasis*, **strong**, ***both***, ~~struck~~, \`code\`, a [link](https://elizaos.ai "The project"), www.example.com, https://example.com/a/rather/long/path?with=a&query=string and robin@example.com.
This line begins where the one before it was ended. &copy; 2026 &mdash; caf&eacute;

A hard break  
and one by a backslash\\
follow. <b>HTML</b> is text, and [this](javascript:alert(1)) is no link. A [reference][docs].

[docs]: https://elizaos.ai/docs

1. first
2. second, with more words than the narrowest panel has room for on one line
   - nested
     - deeper
       1. and a number
3. third

   with a paragraph of its own

- [x] a task that is done
- [ ] one to do, which is described by more words than fit on a line
  - [ ] a part of it

> A quotation, of
> two lines.
>
> > And one in it.

| Transport | Median | Works in a worker | Notes |
|:--|--:|:-:|---|
| \`WebSocket\` | 4 ms | yes | the first that is tried |
| \`Fetch\` polling | 11 ms | yes | where a proxy closes sockets |
| \`XMLHttpRequest\` | – | no | |

---

![A diagram of the three parts](https://images.example.com/diagram.png) and, in the text, ![](https://example.com/dot.png)`;

const CODE = `\`\`\`ts
import { connect } from './memory-transport.ts';

/** Joins the room on every connect, not just the first. */
export const join = async (room: Room, retries = 3): Promise<void> => {
  // A long line that does not fit into any panel, and therefore has to be scrolled sideways to be read
  const line = await connect(\`\${room.server}/socket\`, { retries, timeout: 10_000 });
  if (!line.open) throw new Error("not connected");
};
\`\`\`

\`\`\`python
@dataclass
class Agent:
    """An agent, by its name."""
    name: str = "Eliza"

    def greet(self, times: int = 2) -> list[str]:
        return [f"Hello from {self.name}!" for _ in range(times)]  # twice
\`\`\`

\`\`\`html
<section class="log" aria-label="Conversation"><p>Hi &amp; bye</p></section>
\`\`\`

\`\`\`diff
- const once = true;
+ const once = false;
\`\`\`

\`\`\`json
{ "name": "parley", "version": 1, "strict": true }
\`\`\`

\`\`\`
No language, no colours
\`\`\``;

const attachments = [
  ['a1', '/media/uploads/agents/eliza/diagram.png', 'diagram.png', 'image/png'],
  ['a2', 'https://cdn.example.com/voice.mp3', 'A voice message', 'audio/mpeg'],
  ['a3', 'https://cdn.example.com/demo.webm', 'The demonstration', 'video/webm'],
  [
    'a4',
    '/media/generated/report.pdf',
    'A report with a name that is too long for the narrowest panel.pdf',
    'application/pdf',
  ],
  ['a5', 'https://elizaos.ai/docs/messaging', 'Messaging', 'link'],
  ['a6', 'file:///etc/passwd', 'Not from the web', 'document'],
].map(([id = '', url = '', title = '', contentType = '']) => ({ id, url, title, contentType }));

/** What the text of a message can be, and what can come with it. */
export const markdownScenes = {
  markdown: {
    state: madeState({
      open: madeOpen({ messages: [own('t1', 'Show me all of it.', noon), other('t2', TEXT, noon + 9000)] }),
    }),
  },
  code: {
    state: madeState({
      open: madeOpen({ messages: [own('c1', 'And code?', noon), other('c2', CODE, noon + 9000)] }),
    }),
  },
  attachments: {
    state: madeState({
      open: madeOpen({
        messages: [
          own('a1', 'And what comes with it?', noon, { attachments: attachments.slice(0, 1) }),
          other('a2', 'All of these:', noon + 9000, { attachments }),
        ],
      }),
    }),
  },
} satisfies Record<string, Scene>;
