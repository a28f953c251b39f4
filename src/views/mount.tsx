import { effect } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { connectView } from '../relay/view-end.ts';
import { createViewModel, type ViewModel } from './model.ts';
import { nextFrame } from './ready.tsx';
import type { Shell } from './shell.ts';
import './styles/base.css';
import './styles/contrast.css';
import { setTextSource, text } from './text.ts';

export interface PageProps {
  model: ViewModel;
  shell: Shell;
}

/** Mounts a page into `#app`, fed by the worker. */
export const mount = (Page: ComponentType<PageProps>, shell: Shell): ViewModel => {
  setTextSource(shell.getMessage);
  // Of the words, not of the browser: where its language is not among ours, the words are English.
  document.documentElement.lang = text('language');
  document.documentElement.dir = text('direction');
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
  void import('./conversation/sweep.ts').then(
    ({ sweepPlacesOf }) => sweepPlacesOf(model, shell.places),
    () => undefined,
  );
  return model;
};
