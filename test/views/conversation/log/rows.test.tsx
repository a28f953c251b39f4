// @vitest-environment jsdom
import { signal } from '@preact/signals';
import fc from 'fast-check';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import type { MessageId } from '../../../../src/model/ids.ts';
import type { ViewChange } from '../../../../src/relay/to-view.ts';
import type { ViewEndHandlers } from '../../../../src/relay/view-end.ts';
import { Rows } from '../../../../src/views/conversation/log/rows.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { createViewModel } from '../../../../src/views/state/view-model.ts';
import { english } from '../../../stage/english.ts';
import { madeOpen, madeState, other, own, ROOM_ID } from '../../../stage/made.ts';

const DAY = 24 * 60 * 60_000;
/** Its words throw. */
const BROKEN = { thought: 'so' };
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
/** Two days, so that the line above a message comes and goes as it moves. */
const times = fc.constantFrom(0, 60_000, DAY, DAY + 60_000);

/** A message that is there, moves, or cannot be shown. */
const put = fc
  .record({ id: ids, at: times, kind: fc.constantFrom('own', 'waiting', 'other', 'broken') })
  .map(({ id, at, kind }): ViewChange => {
    const message =
      kind === 'own'
        ? own(id, id, at)
        : kind === 'waiting'
          ? own(id, id, at, { delivery: { type: 'queued' } })
          : other(id, id, at, kind === 'broken' ? BROKEN : {});
    return { type: 'put', message };
  });
const removed = ids.map((id): ViewChange => ({ type: 'removed', roomId: ROOM_ID, id: id as MessageId }));

it('stand in the order of the conversation, each once, however they move, come, go and fail', async () => {
  await Promise.all([
    import('../../../../src/views/conversation/markdown/formatted.tsx'),
    import('../../../../src/views/conversation/message/message-error.tsx'),
  ]);
  setTextSource((key, substitutions) => {
    if (key === 'thought') throw new Error('no such words');
    return english(key, substitutions);
  });
  const turns = fc.array(fc.array(fc.oneof({ weight: 4, arbitrary: put }, removed), { maxLength: 4 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(turns, (said) => {
      let handlers: ViewEndHandlers | undefined;
      const model = createViewModel({
        connect: (given) => {
          handlers = given;
          return { execute: () => new Promise(() => undefined), close: () => undefined };
        },
        nextFrame: (run) => run(),
        newId: () => 'id',
      });
      handlers?.onSnapshot(madeState({ open: madeOpen() }));
      const conversation = model.conversation.value;
      if (!conversation) throw new Error('no room is open');
      const root = document.createElement('div');
      act(() =>
        render(
          <Rows
            model={model}
            conversation={conversation}
            firstNew={signal(undefined)}
            scrollTarget={signal(undefined)}
          />,
          root,
        ),
      );
      for (const changes of said) {
        act(() => handlers?.onChanges(changes));
        const shown = [...root.querySelectorAll('article')].map(({ dataset }) => dataset.messageId);
        expect(shown).toEqual(conversation.ids.value);
      }
      act(() => render(null, root));
    }),
    {
      numRuns: 100,
      // Two that fail, one of them new, while a third comes: Preact alone shows them as e, d, a.
      examples: [
        [
          [
            [{ type: 'put', message: other('e', 'e', 0) }],
            [
              { type: 'put', message: other('a', 'a', 0, BROKEN) },
              { type: 'put', message: own('d', 'd', DAY) },
              { type: 'put', message: other('e', 'e', 0, BROKEN) },
            ],
          ],
        ],
      ],
    },
  );
});
