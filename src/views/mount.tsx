import { effect } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { connectView } from '../relay/view-end.ts';
import { contained, noteFault, setFaultListener } from './errors/record-error.ts';
import { nextFrame } from './page/ready-mark.tsx';
import { Root } from './page/root.tsx';
import type { Shell } from './platform/platform.ts';
import { createViewModel, type ViewModel } from './state/view-model.ts';
import './styles/base.css';
import './styles/contrast.css';
import { setTextSource, text } from './i18n/text.ts';

export interface PageProps {
  model: ViewModel;
  shell: Shell;
}

/** What nobody caught: in handlers, timers and promises. */
const noteUncaught = (): void => {
  // Without an error, the browser only says that it was late with sizes.
  addEventListener('error', ({ error }) => error && noteFault(error));
  addEventListener('unhandledrejection', ({ reason }) => noteFault(reason));
};

/** Mounts a page into `#app`, fed by the worker. */
export const mount = (Page: ComponentType<PageProps>, shell: Shell): ViewModel => {
  setTextSource(shell.getMessage);
  contained(() => {
    // Of the words, not of the browser: where its language is not among ours, the words are English.
    document.documentElement.lang = text('language');
    document.documentElement.dir = text('direction');
  });
  const model = createViewModel({
    connect: (handlers) => connectView(shell.openPort, handlers),
    nextFrame,
    newId: () => crypto.randomUUID(),
  });
  // What need not be there before the page; where it cannot be fetched, the page does without.
  const background = import('./page/deferred.ts').catch(() => undefined);
  setFaultListener((error) => void background.then((it) => it?.tellFault(model, error)));
  noteUncaught();
  const root = document.getElementById('app');
  if (root) contained(() => render(<Root Page={Page} model={model} shell={shell} />, root));
  effect(() => {
    document.documentElement.dataset.theme = model.settings.value.theme;
  });
  void background.then((it) => it?.startBackground(model, shell.places, root));
  return model;
};
