/** The views are opened anew after so many frames. */
export const REOPEN_EVERY = 5_000;

/**
 * The worker keeps of a room what is going on in it, and no history: 2 MB when it has started, 4 MB after five
 * thousand frames. Ten times that is a leak.
 */
export const WORKER_HEAP = 40e6;

/**
 * A view keeps what it has shown while it is open, some 25 kB a message with its Markdown, and the frames of
 * `REOPEN_EVERY` bring some 1,700: 45 MB. Three times that is a leak, or a text that was not cut.
 */
export const VIEW_HEAP = 130e6;

/**
 * A row has 0.5 kB and its keys in four indexes as much again; LevelDB keeps older versions until it compacts. The
 * rest is the database's own log, of at most a few files of 4 MB.
 */
export const databaseBound = (messages: number): number => 20e6 + messages * 4e3;
