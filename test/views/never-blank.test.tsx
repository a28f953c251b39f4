// @vitest-environment jsdom
import fc from 'fast-check';
import { type ComponentType, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ViewChange, ViewState } from '../../src/relay/to-view.ts';
import { connectView } from '../../src/relay/view-end.ts';
import { App } from '../../src/views/app.tsx';
import { setErrorListener } from '../../src/views/errors/record-error.ts';
import { setTextSource } from '../../src/views/i18n/text.ts';
import { OptionsPage } from '../../src/views/options/options-page.tsx';
import type { PageProps } from '../../src/views/page/page-props.ts';
import { Root } from '../../src/views/page/root.tsx';
import { createViewModel } from '../../src/views/state/view-model.ts';
import { anyOf } from '../harness/arbitrary.ts';
import { installResizeObserver } from '../harness/resize-observer.ts';
import { english } from '../stage/english.ts';
import { madeOpen, madePlatform, madeState, other } from '../stage/made.ts';

/** What was thrown and not contained. */
const uncaught: unknown[] = [];
const onError = ({ error }: ErrorEvent) => void uncaught.push(error);
const onRejection = (reason: unknown) => void uncaught.push(reason);

beforeAll(async () => {
  installResizeObserver();
  setTextSource(english);
  setErrorListener(() => undefined);
  addEventListener('error', onError);
  process.on('unhandledRejection', onRejection);
  // What the pages fetch when they are first shown.
  await Promise.all([
    import('../../src/views/setup/setup.tsx'),
    import('../../src/views/setup/agents.tsx'),
    import('../../src/views/conversation/conversation.tsx'),
    import('../../src/views/conversation/markdown/formatted.tsx'),
    import('../../src/views/conversation/message/attachment-list.tsx'),
    import('../../src/views/conversation/message/message-error.tsx'),
    import('../../src/views/conversations/conversations.tsx'),
    import('../../src/views/diagnostics/diagnostics.tsx'),
    import('../../src/views/settings/settings.tsx'),
    import('../../src/views/errors/error-page.tsx'),
    import('../../src/views/page/storage-notice.tsx'),
    import('../../src/views/page/with-toolbar.tsx'),
  ]);
});
afterAll(() => {
  removeEventListener('error', onError);
  process.off('unhandledRejection', onRejection);
});

/** Lets come what is fetched, asked and rendered later. */
const settle = () =>
  act(async () => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  });

/** A view whose port carries JSON, as Chrome's do. */
const open = (Page: ComponentType<PageProps>) => {
  let listener: (message: unknown) => void = () => {};
  const model = createViewModel({
    connect: (handlers) =>
      connectView(
        () => ({
          postMessage: () => undefined,
          disconnect: () => undefined,
          onMessage: { addListener: (next) => (listener = next) },
          onDisconnect: { addListener: () => undefined },
        }),
        handlers,
      ),
    nextFrame: (run) => run(),
    newId: () => 'id',
  });
  act(() => render(<Root Page={Page} model={model} platform={madePlatform()} />, document.body));
  return {
    model,
    hear: (message: object) => act(() => listener(JSON.parse(JSON.stringify(message)))),
  };
};
const press = (name: string) =>
  act(() => document.querySelector<HTMLElement>(`button[aria-label="${name}"]`)?.click());

const pages: [string, ComponentType<PageProps>, string | undefined][] = [
  ['the popup', App, undefined],
  ['the conversations', App, 'Conversations'],
  ['the diagnostics', App, 'Diagnostics'],
  ['the options page', OptionsPage, undefined],
];

it.each(pages)('%s shows something, whatever a worker says', async (_, Page, button) => {
  await fc.assert(
    fc.asyncProperty(
      anyOf(ViewState),
      fc.array(fc.array(anyOf(ViewChange), { maxLength: 3 }), { maxLength: 4 }),
      async (state, said) => {
        const view = open(Page);
        view.hear({ type: 'snapshot', state });
        await settle();
        if (button) press(button);
        for (const changes of said) {
          view.hear({ type: 'changes', changes });
          await settle();
          expect(document.body.textContent?.trim()).not.toBe('');
        }
        // And goes on: what is well is shown as ever.
        view.hear({
          type: 'snapshot',
          state: madeState({ open: madeOpen({ messages: [other('m1', 'All is well', 1)] }) }),
        });
        await settle();
        const heading = document.querySelector('h1')?.textContent;
        act(() => render(null, document.body));
        expect(heading).not.toBe(undefined);
        expect(heading).not.toBe('');
        expect(uncaught).toEqual([]);
      },
    ),
    { numRuns: 25 },
  );
});
