import { describe, expect, it } from 'vitest';
import { isView, type Sender } from '../../src/relay/sender.ts';

const id = 'bfgnkojflekhjgchdefboceoaipidifg';
const root = `chrome-extension://${id}/`;
const popup = `${root}src/views/popup/index.html`;

describe('a port is opened by a view', () => {
  it.each<[string, Sender]>([
    ['the popup', { id, url: popup }],
    ['the panel', { id, url: `${root}src/views/sidepanel/index.html` }],
    [
      'the options in a tab',
      { id, url: `${root}src/views/options/index.html?from=menu#servers`, frameId: 0 },
    ],
  ])('%s', (_name, sender) => {
    expect(isView(sender, { id, root })).toBe(true);
  });
});

describe('a port is opened by somebody else', () => {
  it.each<[string, Sender | undefined]>([
    ['nobody', undefined],
    ['nothing said', {}],
    ['another extension', { id: 'a'.repeat(32), url: popup }],
    ['another extension’s page', { id, url: popup.replace(id, 'a'.repeat(32)) }],
    ['a content script', { id, url: 'https://site.example/', frameId: 0 }],
    ['a content script of a page named like ours', { id, url: `https://${id}/src/views/popup/index.html` }],
    ['a content script of a page whose address holds ours', { id, url: `https://site.example/?${popup}` }],
    [
      'a content script of a page whose user is ours',
      { id, url: `${root.slice(0, -1)}@site.example/src/views/popup/index.html` },
    ],
    ['our page within a page', { id, url: popup, frameId: 7 }],
    ['our file that is no page', { id, url: `${root}manifest.json` }],
    ['our file beside a page', { id, url: `${root}src/views/popup/index.html/x` }],
    ['our file above the pages', { id, url: `${root}src/views/../popup/index.html` }],
    ['our worker', { id, url: `${root}service-worker-loader.js` }],
    ['our page as a blob', { id, url: `blob:${popup}` }],
    ['our page’s source', { id, url: `view-source:${popup}` }],
    ['no address', { id, url: 'about:blank' }],
    ['what is no address', { id, url: 'src/views/popup/index.html' }],
    ['our id alone', { id }],
  ])('%s', (_name, sender) => {
    expect(isView(sender, { id, root })).toBe(false);
  });
});
