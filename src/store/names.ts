/** The name of the database. Apart from indexed-db.ts, so that views do not import that. */
export const DATABASE_NAME = 'parley';

/** The upper bound of keys: IndexedDB sorts an array after every string. */
export const LAST_KEY: never[] = [];
