import { effect } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { connectView } from '../relay/view-end.ts';
import { catchErrors, recordError, setErrorListener } from './errors/record-error.ts';
import { setTextSource, text } from './i18n/text.ts';
import type { PageProps } from './page/page-props.ts';
import { afterOpening, nextFrame } from './page/ready-mark.tsx';
import { Root } from './page/root.tsx';
import type { Platform } from './platform/platform.ts';
import { createViewModel, type ViewModel } from './state/view-model.ts';
import './styles/base.css';
import './styles/contrast.css';

/** Records errors of event handlers, timers and promises that no code catches. */
const recordUncaughtErrors = (): void => {
  // ResizeObserver's "undelivered notifications" arrives as an event without an error.
  addEventListener('error', ({ error }) => error && recordError(error));
  addEventListener('unhandledrejection', ({ reason }) => recordError(reason));
};

/** Sets the language and direction of the document to those of the message catalogue, not of the browser. */
const setLanguage = (): void => {
  document.documentElement.lang = text('language');
  document.documentElement.dir = text('direction');
};

/** When (ms) the deferred code is loaded where the page has not become ready: it may show an error. */
const DEFERRED_AT_LATEST_MS = 4_000;

/** How long (ms) a worker that runs may take to answer, before the view reads what is stored by itself. */
const EARLY_MS = 25;

const laterThan = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Renders `Page` into `#app` and connects it to the worker. Returns the view model. */
export const mount = (Page: ComponentType<PageProps>, platform: Platform): ViewModel => {
  setTextSource(platform.getMessage);
  catchErrors(setLanguage);
  const model = createViewModel({
    connect: (handlers) => connectView(platform.openPort, handlers),
    nextFrame,
    newId: () => crypto.randomUUID(),
  });
  // The page works without the deferred code where that cannot be loaded.
  const loadDeferred = () => import('./page/deferred.ts').catch(() => undefined);
  setErrorListener((error) => void loadDeferred().then((code) => code?.sendError(model, error)));
  recordUncaughtErrors();
  const root = document.getElementById('app');
  if (root) catchErrors(() => render(<Root Page={Page} model={model} platform={platform} />, root));
  setTimeout(() => {
    if (model.ready.peek()) return;
    // The worker is being started.
    import('./page/show-stored.ts').then(({ showStored }) => showStored(model, platform)).catch(recordError);
  }, EARLY_MS);
  effect(() => {
    document.documentElement.dataset.theme = model.settings.value.theme;
  });
  const opened = new Promise<void>(afterOpening);
  void Promise.race([opened, laterThan(DEFERRED_AT_LATEST_MS)])
    .then(loadDeferred)
    .then((code) => code?.startDeferred(model, platform.storage, root));
  return model;
};
