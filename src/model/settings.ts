import * as v from 'valibot';

/** Preferences for all servers. */
export const Settings = v.object({
  theme: v.picklist(['auto', 'light', 'dark']),
  /** Keeps the connection when no view is open. */
  stayConnected: v.boolean(),
  /**
   * Waits before a message is sent again until the old connection cannot deliver it any more (65 s with the
   * server's defaults), not 2 s: for users to whom a second answer costs money.
   */
  avoidSecondAnswer: v.boolean(),
});
export type Settings = v.InferOutput<typeof Settings>;

/** Stands for stored settings that are missing or invalid. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'auto',
  stayConnected: true,
  avoidSecondAnswer: false,
};
