import type { CommandResult } from '../../src/relay/to-view.ts';
import { App } from '../../src/views/app.tsx';
import type { TextSource } from '../../src/views/i18n/text.ts';
import { mount } from '../../src/views/mount.tsx';
import { OptionsPage } from '../../src/views/options/options-page.tsx';
import { spoken } from './english.ts';
import { createFakeWorker } from './fake-worker.ts';
import { buttonIn, wordsOf } from './locales.ts';
import { measure } from './measure.ts';
import { type Scene, type SceneName, scenes } from './scenes.ts';
import { playTokens, type StreamKind, tokensOf } from './streams.ts';

/** `?scene=…&view=popup|sidepanel&theme=light|dark&locale=de`: a scene, as the popup or the panel shows it. */
const query = new URLSearchParams(location.search);
const isScene = (name: string): name is SceneName => name in scenes;
const name = query.get('scene') ?? 'conversation';
const scene: Scene = scenes[isScene(name) ? name : 'conversation'];
const theme = query.get('theme') === 'dark' ? 'dark' : query.get('theme') === 'light' ? 'light' : 'auto';
const popup = query.get('view') === 'popup';
const words = spoken(await wordsOf(query.get('locale') ?? 'en'));
const getMessage: TextSource = (key, substitutions) => {
  if (key === scene.throws) throw new Error(`${key} throws`);
  return words(key, substitutions);
};
document.documentElement.dataset.view = popup ? 'popup' : 'sidepanel';

/** What a test has laid ready for `load-older`, to be answered when it says so. */
const olderAnswer = () =>
  (globalThis as typeof globalThis & { olderAnswer?: Promise<CommandResult> }).olderAnswer;

const worker = createFakeWorker(
  () => ({ ...scene.state, settings: { ...scene.state.settings, theme } }),
  (ask) => (ask.type === 'load-older' && olderAnswer()) || scene.answer?.(ask) || { ok: true },
);

const model = mount(scene.page === 'options' ? OptionsPage : App, {
  openPort: worker.openPort,
  getMessage,
  ...(popup && { openSidePanel: () => undefined }),
  requestOrigin: async () => true,
  openOptions: () => undefined,
  storage: localStorage,
  openReader: async () => ({
    messages: async function* () {
      yield scene.stored ?? [];
    },
    count: async () => scene.stored?.length ?? 0,
    newest: async function* (_profile, _rooms, isMeant) {
      yield (scene.stored ?? []).filter(isMeant).toSorted((a, b) => b.at - a.at);
    },
  }),
});

const buttonCalled = (label: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('button, summary')].find(
    (button) => (button.getAttribute('aria-label') ?? button.textContent) === label,
  );

/** Presses, then plays; `data-played` is set when all is done. */
const play = async (): Promise<void> => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  while (!document.documentElement.dataset.ready) await pause(10);
  if (model.conversation.value && scene.attached) model.conversation.value.attached.value = scene.attached;
  for (const english of scene.press ?? []) {
    const label = buttonIn(words, english);
    // The page that it stands on may have to be fetched first.
    while (!buttonCalled(label)) await pause(10);
    buttonCalled(label)?.click();
    await pause(100);
  }
  if (scene.search !== undefined) {
    const field = () => document.querySelector<HTMLInputElement>('input[type=search]');
    for (let input = field(); ; input = field()) {
      if (input && input.value === '') {
        input.value = scene.search;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }
      if (document.querySelector('.result')) break;
      await pause(10);
    }
  }
  if (scene.chosen) {
    const files = new DataTransfer();
    files.items.add(new File([scene.chosen.content], scene.chosen.name));
    const field = () => document.querySelector<HTMLInputElement>('input[type=file][accept*=json]');
    // The page that it stands on may have to be fetched first, and then what reads it.
    let input = field();
    while (!input) {
      await pause(10);
      input = field();
    }
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    while (!document.querySelector('dialog p + p')) await pause(10);
  }
  for (const change of scene.plays ?? []) {
    worker.announce(change);
    await pause(query.has('fast') ? 0 : 40);
  }
  if (!query.has('fast')) await pause(100);
  document.documentElement.dataset.played = 'true';
};
void play();

const playStream = (kind: StreamKind, id: string, count: number) =>
  measure(() => playTokens(worker.announce, id, tokensOf[kind](count)));

Object.assign(window, { stage: worker, measure, playStream, loadAxe: () => import('axe-core') });
