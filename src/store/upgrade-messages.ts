import { upgradeMessage } from '../model/earlier-message.ts';
import type { MessageRow, UpgradeTransaction } from './schema.ts';

/** How many rows are read at once: fewer would make a large database slow, more would fill the memory. */
const BATCH = 1_000;

/** Rewrites the messages of versions 1 to 3. What is no message stays as it is. */
export const upgradeMessages = async (transaction: UpgradeTransaction): Promise<void> => {
  const messages = transaction.objectStore('messages');
  let range: IDBKeyRange | undefined;
  for (;;) {
    const rows = await messages.getAll(range, BATCH);
    const last = rows.at(-1);
    if (!last) return;
    await Promise.all(
      rows.map((row) =>
        messages.put({ ...row, message: upgradeMessage(row.message) as MessageRow['message'] }),
      ),
    );
    range = IDBKeyRange.lowerBound([last.profile, last.roomId, last.id], true);
  }
};
