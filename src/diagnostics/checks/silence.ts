/** How long a server may take to confirm a join or a message, in milliseconds. */
export const SILENT_MS = 10_000;
