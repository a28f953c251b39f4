import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../../manifest.json' with { type: 'json' };
import { PANEL_PATH, POPUP_PATH } from '../../../server/browser/launch.ts';

const page = `<!doctype html>
<html lang="en">
  <title>Stub</title>
  <link rel="stylesheet" href="/page.css">
  <main>
    <h1>Stub</h1>
    <button>Open side panel</button>
    <label>Message <textarea></textarea></label>
    <button disabled>Later</button>
    <div style="position: relative">
      <button>Below</button>
      <div id="cover" style="position: absolute; inset: 0"></div>
    </div>
    <div hidden><button>Hidden</button></div>
    <div role="log" aria-label="Keys"></div>
    <ul aria-label="Fruits"><li><button>Apple</button></li><li><button>Pear</button></li></ul>
    <button>Pear</button>
  </main>
  <script src="/page.js"></script>
</html>`;

const pageScript = `
let windowId;
chrome.windows.getCurrent().then((current) => { windowId = current.id; });
const button = (name) => [...document.querySelectorAll('button')].find((one) => one.textContent === name);
button('Open side panel').onclick = () => chrome.sidePanel.open({ windowId });
const log = document.querySelector('[role=log]');
for (const type of ['keydown', 'click']) {
  addEventListener(type, (event) => {
    const article = document.createElement('article');
    const what = type === 'click' ? event.target.textContent : event.key + (event.isComposing ? ' composing' : '');
    article.setAttribute('aria-label', type + ' ' + what);
    log.append(article);
  });
}
chrome.runtime.sendMessage('hello').then(() => { document.documentElement.dataset.ready = 'true'; });
`;

const workerScript = `
self.born = Math.random();
chrome.runtime.onMessage.addListener((message, sender, answer) => answer(self.born));
`;

/** A small extension that has the id, the popup, the side panel and the worker of ours; its folder. */
export const writeStub = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-stub-'));
  const files = {
    'manifest.json': JSON.stringify({
      manifest_version: 3,
      name: 'Stub',
      version: '1',
      key: manifest.key,
      action: { default_popup: POPUP_PATH },
      side_panel: { default_path: PANEL_PATH },
      background: { service_worker: 'worker.js' },
      permissions: ['sidePanel'],
    }),
    [POPUP_PATH]: page,
    [PANEL_PATH]: page,
    'page.js': pageScript,
    'page.css': 'body { width: 380px; min-height: 900px; }',
    'worker.js': workerScript,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
};
