import { mendTimes } from './mend-times.ts';
import { asOld } from './old-schema.ts';
import type { UpgradeTransaction } from './schema.ts';
import { upgradeMessages } from './upgrade-messages.ts';
import { upgradeOrder } from './upgrade-order.ts';
import { upgradeOutbox } from './upgrade-outbox.ts';

/** Upgrades a database of version `from` to the present version. A released step is never changed. */
export const upgrade = async (transaction: UpgradeTransaction, from: number): Promise<void> => {
  const { db: database } = transaction;
  const old = asOld(transaction);
  if (from < 1) {
    database.createObjectStore('rooms', { keyPath: ['profile', 'roomId'] });
    const messages = old.db.createObjectStore('messages', { keyPath: ['profile', 'roomId', 'id'] });
    messages.createIndex('order', ['profile', 'roomId', 'pending', 'at', 'id']);
    messages.createIndex('server', ['profile', 'roomId', 'serverId']);
    messages.createIndex('streaming', ['profile', 'roomId', 'streaming']);
    database.createObjectStore('outbox', { keyPath: ['profile', 'roomId', 'id'] });
    database.createObjectStore('drafts', { keyPath: ['profile', 'roomId'] });
  }
  if (from < 2) {
    const messages = old.objectStore('messages');
    const replies = messages.createIndex('replies', ['profile', 'roomId', 'message.reply', 'at']);
    // Messages from before count as read.
    let row = await old.objectStore('rooms').openCursor();
    while (row) {
      const complete = [row.value.profile, row.value.roomId, 'complete'];
      const range = IDBKeyRange.bound(complete, [...complete, []]);
      const last = await replies.openCursor(range, 'prev');
      await row.update({ ...row.value, readAt: last?.value.at });
      row = await row.continue();
    }
  }
  // Version 2 stored invalid times of servers and files.
  if (from < 3) await mendTimes(old);
  // Earlier versions had other names for the type of a message, and for what the outbox holds.
  if (from < 4) {
    await upgradeMessages(transaction);
    await upgradeOutbox(transaction);
  }
  // Until then messages were ordered by time.
  if (from < 5) await upgradeOrder(transaction);
};
