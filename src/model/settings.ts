import * as v from 'valibot';

/** Preferences for all servers. Each has a default, which stands for a stored value that is missing or invalid. */
export const Settings = v.object({
  theme: v.optional(v.picklist(['auto', 'light', 'dark']), 'auto'),
  /** Keeps the connection when no view is open. */
  stayConnected: v.optional(v.boolean(), true),
  /**
   * Waits before a message is sent again until the old connection cannot deliver it any more (65 s with the
   * server's defaults), not 2 s: for users to whom a second answer costs money.
   */
  avoidSecondAnswer: v.optional(v.boolean(), false),
});
export type Settings = v.InferOutput<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = v.getDefaults(Settings);
