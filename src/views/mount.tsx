import { effect } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { connectView } from '../relay/view-end.ts';
import { createViewModel, type ViewModel } from './model.ts';
import type { Shell } from './shell.ts';
import './styles/index.ts';
import { setTextSource } from './text.ts';

export interface PageProps {
  model: ViewModel;
  shell: Shell;
}

/** A frame at which the reader can see what has changed; on a page that nobody sees, soon. */
const nextFrame = (run: () => void): void => {
  if (document.visibilityState === 'visible') requestAnimationFrame(run);
  else setTimeout(run, 100);
};

const markReady = (): void => {
  document.documentElement.dataset.ready = 'true';
  performance.mark('parley:ready');
};

/** Mounts a page into `#app`, fed by the worker, and marks it ready once the first snapshot is painted. */
export const mount = (Page: ComponentType<PageProps>, shell: Shell): ViewModel => {
  setTextSource(shell.getMessage);
  const model = createViewModel({
    connect: (handlers) => connectView(shell.openPort, handlers),
    nextFrame,
    newId: () => crypto.randomUUID(),
  });
  const root = document.getElementById('app');
  if (root) render(<Page model={model} shell={shell} />, root);
  effect(() => {
    document.documentElement.dataset.theme = model.settings.value.theme;
  });
  const stopWaiting = effect(() => {
    if (!model.ready.value) return;
    // The second frame begins when the first one, with the snapshot in it, has been painted.
    nextFrame(() => nextFrame(markReady));
    queueMicrotask(() => stopWaiting());
  });
  return model;
};
