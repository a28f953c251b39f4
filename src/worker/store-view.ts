import { withDelivery, withoutDelivery } from '../delivery/delivery-of.ts';
import type { OutboxEntry } from '../delivery/entry.ts';
import type { MessageId } from '../model/ids.ts';
import type { Store } from '../store/store.ts';

/** The store without its writes, which go through the unit of work. */
export type ReadonlyStore = Omit<Store, 'commit' | 'forget'>;

/**
 * The store as the rest of the worker uses it: each message that is read has the delivery of its outbox entry,
 * and none is written. `entries`: the outbox of the server that is in use.
 */
export const withDeliveries = (store: Store, entries: () => ReadonlyMap<MessageId, OutboxEntry>): Store => ({
  ...store,
  page: async (...args) => {
    const { messages, more } = await store.page(...args);
    return { messages: messages.map((message) => withDelivery(message, entries())), more };
  },
  message: async (...args) => {
    const message = await store.message(...args);
    return message && withDelivery(message, entries());
  },
  messages: async (...args) =>
    (await store.messages(...args)).map((message) => message && withDelivery(message, entries())),
  find: async (...args) =>
    (await store.find(...args)).map((message) => message && withDelivery(message, entries())),
  commit: (profile, writes) =>
    store.commit(
      profile,
      writes.map((write) =>
        write.type === 'message' ? { ...write, message: withoutDelivery(write.message) } : write,
      ),
    ),
});
