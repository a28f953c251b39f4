import { readFileSync } from 'node:fs';
import { openDB } from 'idb';

/** A database as a released version left it: its layout, and rows in every store. */
export interface Snapshot {
  version: number;
  stores: Record<string, { keyPath: string[]; indexes: Record<string, string[]> }>;
  rows: Record<string, object[]>;
}

export const readSnapshot = (version: number): Snapshot =>
  JSON.parse(readFileSync(new URL(`../fixtures/store/version-${version}.json`, import.meta.url), 'utf8'));

/** Lays the database down without the code under test. */
export const restore = async (name: string, { version, stores, rows }: Snapshot): Promise<void> => {
  const database = await openDB(name, version, {
    upgrade: (db) => {
      for (const [store, { keyPath, indexes }] of Object.entries(stores)) {
        const created = db.createObjectStore(store, { keyPath });
        for (const [index, path] of Object.entries(indexes)) created.createIndex(index, path);
      }
    },
  });
  for (const [store, values] of Object.entries(rows)) {
    for (const value of values) await database.put(store, value);
  }
  database.close();
};
