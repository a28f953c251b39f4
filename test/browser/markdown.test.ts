import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { other, ROOM_ID } from '../stage/made.ts';
import { sharedStage } from './harness/stage.ts';

const stage = sharedStage();
const later = Date.now() + 86_400_000;

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const SEEN = { visible: true };

/** The requests to other hosts. */
let requests: string[] = [];

beforeEach(async () => {
  requests = [];
});
beforeAll(async () => {
  await stage.page.setRequestInterception(true);
  stage.page.on('request', async (request) => {
    const url = request.url();
    if (!/^https?:\/\/(?!localhost:\d+\/(?!media))/.test(url)) return request.continue();
    requests.push(url);
    if (new URL(url).pathname.endsWith('dot.png')) await request.abort();
    else await request.respond({ contentType: 'image/png', body: PIXEL });
  });
});

const inNew = '[data-message-id="new"]';

const allowClipboard = (): Promise<void> =>
  stage.page
    .browserContext()
    .overridePermissions(new URL(stage.page.url()).origin, ['clipboard-read', 'clipboard-sanitized-write']);

const colourOf = (text: string): Promise<string> =>
  stage.page.$$eval(
    'pre span',
    (all, text) => {
      const element = all.find(({ textContent }) => textContent === text);
      return element ? getComputedStyle(element).color : 'not there';
    },
    text,
  );

describe('code', () => {
  it('is coloured by its language, in pieces that are fetched when they are first needed', async () => {
    const scripts: string[] = [];
    stage.page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
    await stage.open('conversation');
    await stage.page.waitForSelector('pre .hljs-string', SEEN);
    expect(scripts.filter((path) => path.includes('typescript'))).toHaveLength(1);
    expect(scripts.filter((path) => path.includes('python'))).toEqual([]);

    await stage.open('code');
    await stage.page.waitForSelector('.language-python .hljs-keyword', SEEN);
    await stage.page.waitForSelector('.language-json .hljs-attr', SEEN);
    expect(scripts.some((path) => path.includes('python'))).toBe(true);
    const plain = await stage.page.$$eval('pre', (all) => {
      const last = all.at(-1);
      return last ? getComputedStyle(last).color : 'not there';
    });
    const colours = await Promise.all(['import', 'Agent', '1'].map(colourOf));
    expect(new Set([plain, ...colours]).size).toBe(4);
  });

  it('stays plain while it is still being written, and as it was laid out when it is coloured', async () => {
    await stage.open('long');
    await stage.announce({ type: 'put', message: other('new', '', later, { reply: 'streaming' }) });
    const add = (text: string) =>
      stage.announce({ type: 'append', roomId: ROOM_ID, id: other('new', '', 0).id, text });
    await add('```ts\nconst a = "b";\n');
    const block = `${inNew} pre`;
    await stage.page.waitForSelector(block, SEEN);
    const size = () => stage.page.$eval(block, (element) => element.getBoundingClientRect().toJSON());
    const before: DOMRect = await size();
    // One block after the other: were the open one coloured at all, it would be before this one.
    await stage.announce({ type: 'put', message: other('closed', '```ts\nlet c;\n```', later + 1) });
    await stage.page.waitForSelector('[data-message-id="closed"] .hljs-keyword', SEEN);
    expect(await stage.page.$$(`${block} .hljs-string`)).toEqual([]);
    await add('```\n\nDone');
    await stage.page.waitForSelector(`${block} .hljs-string`, SEEN);
    await stage.painted();
    const after: DOMRect = await size();
    expect([after.width, after.height]).toEqual([before.width, before.height]);
  });

  it('is copied to the letter, also by selecting it', async () => {
    await stage.open('long');
    await allowClipboard();
    const code = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');
    await stage.announce({ type: 'put', message: other('new', `\`\`\`\n${code}\n\`\`\``, later) });
    await stage.page.locator(`${inNew} ::-p-aria([name="Copy code"][role="button"])`).click();
    await stage.page.waitForSelector(`${inNew} ::-p-text(Copied)`, SEEN);
    const copied = () => stage.page.evaluate(() => navigator.clipboard.readText());
    expect(await copied()).toBe(code);
    const selected = await stage.page.$eval(`${inNew} code`, (element) => {
      getSelection()?.selectAllChildren(element);
      return getSelection()?.toString();
    });
    expect(selected?.trimEnd()).toBe(code);
  });

  it('is reached by keyboard where it has to be scrolled, and only there', async () => {
    await stage.open('code', [280, 800]);
    const first = stage.page.byRole('group', 'TypeScript');
    await first.focus();
    await stage.page.press('ArrowRight');
    await stage.page.waitForFunction(() => (document.activeElement?.scrollLeft ?? 0) > 0);
    expect(await stage.page.byRole('group', 'Diff').count()).toBe(0);
    await stage.open('markdown', [280, 800]);
    await stage.page.byRole('group', 'Table').waitFor();
    await stage.open('markdown', [900, 800]);
    await stage.page.waitForSelector('.table', SEEN);
    await stage.painted();
    expect(await stage.page.byRole('group', 'Table').count()).toBe(0);
  });
});

describe('a message', () => {
  it('is copied as Markdown and with its format', async () => {
    await stage.open('long');
    await allowClipboard();
    await stage.announce({ type: 'put', message: other('new', '# A\n\n**b** & c', later) });
    await stage.page.hover(inNew);
    await stage.page.locator(`${inNew} ::-p-aria([name="Copy message"][role="button"])`).click();
    await stage.page.waitForFunction(
      () => document.querySelector('[data-message-id="new"] .copy')?.getAttribute('title') === 'Copied',
    );
    const copied = await stage.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const read = async (type: string) => (await item?.getType(type))?.text();
      return { text: await read('text/plain'), html: await read('text/html') };
    });
    expect(copied.text).toBe('# A\n\n**b** & c');
    expect(copied.html).toContain('<h1>A</h1><p><strong>b</strong> &amp; c</p>');
  });
});

describe('what comes from elsewhere', () => {
  it('is loaded on a click and not before, and says where it is from', async () => {
    await stage.open('markdown');
    const button = stage.page.byRole(
      'button',
      'Show image: A diagram of the three parts, images.example.com',
    );
    await button.waitFor();
    expect(requests).toEqual([]);
    await button.click();
    const image = stage.page.byRole('img', 'A diagram of the three parts');
    await image.waitFor();
    await stage.page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 1);
    expect(requests).toEqual(['https://images.example.com/diagram.png']);
    expect(await stage.page.evaluate(() => document.activeElement?.querySelector('img') !== null)).toBe(true);

    await stage.page.byRole('button', 'Show image: Image, example.com').click();
    await stage.page.waitForSelector('::-p-text(This image could not be loaded: Image)', SEEN);
  });

  it('brings nothing with an attachment before it is wanted', async () => {
    await stage.open('attachments');
    const list = stage.page.byRole('list', 'Attachments').last();
    await list.waitFor();
    await stage.painted();
    expect(await list.evaluate((element) => element.querySelectorAll('audio, video').length)).toBe(2);
    expect(await list.byRole('link', /Messaging/).attribute('href')).toBe(
      'https://elizaos.ai/docs/messaging',
    );
    expect(requests).toEqual([]);
    await list.byRole('button', /^Show image: diagram\.png/).click();
    await stage.page.waitForFunction(() => document.querySelector('img')?.naturalWidth === 1);
    expect(requests).toEqual(['http://localhost:3000/media/uploads/agents/eliza/diagram.png']);
  });
});

/** Texts that once ended a view or blocked it for seconds, here or in other programs. */
const HOSTILE: readonly [what: string, text: string][] = [
  ['lists in lists', '- '.repeat(3000)],
  ['quotations in quotations', `${'> '.repeat(3000)}a`],
  ['lists before a table', `${'- '.repeat(3125)}|a|\n|-|`],
  ['emphasis that is not closed', 'a_**'.repeat(6000)],
  ['emphasis in emphasis', `${'*a **b '.repeat(2000)}c${'***'.repeat(2000)}`],
  ['brackets', '['.repeat(20_000)],
  ['images in images', `${'!['.repeat(2000)}a${'](b)'.repeat(2000)}`],
  ['addresses', 'http://a.b '.repeat(2000)],
  ['blocks of code', '```\n```\n'.repeat(2500)],
  ['tables', 'a|b\n-|-\n\n'.repeat(2000)],
  ['a table of many columns', `${'|a'.repeat(400)}|\n${'|-'.repeat(400)}|\n${'a\n'.repeat(4000)}`],
  ['lines without letters', '---\n'.repeat(6000)],
  ['a word of letters that are kerned', 'AV'.repeat(30_000)],
  ['a word of code', `\`\`\`ts\n${'a'.repeat(19_000)}\n\`\`\``],
  ['words of code', `\`\`\`cpp\n${'function\n'.repeat(2000)}\`\`\``],
  ['scripts in scripts', `\`\`\`html\n${'<script>'.repeat(2000)}\n\`\`\``],
];

describe('a text that is made to take long', () => {
  // A browser lays out what it is given, which is where some of them took their time.
  it.each(HOSTILE)('leaves the view alive: %s', { timeout: 120_000 }, async (_, text) => {
    await stage.open('conversation');
    await stage.announce({ type: 'put', message: other('hostile', text, later) });
    await stage.announce({ type: 'put', message: other('after', '**next** `a`', later + 1) });
    const shown = { visible: true, timeout: 15_000 };
    await stage.page.waitForSelector('[data-message-id="after"] strong', shown);
    // Colours come in turn: those of the next block wait for the ones of the hostile text.
    await stage.announce({ type: 'put', message: other('code', '```ts\nlet a;\n```', later + 2) });
    await stage.page.waitForSelector('[data-message-id="code"] .hljs-keyword', shown);
    const asked = Date.now();
    await stage.painted();
    expect(Date.now() - asked).toBeLessThan(5000);
  });
});
