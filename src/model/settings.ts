import * as v from 'valibot';

const DEFAULTS = { theme: 'auto', stayConnected: true, avoidSecondAnswer: false } as const;

/** Preferences that hold for all servers, with their defaults: reading `{}` yields them all. */
export const Settings = v.object({
  theme: v.optional(v.picklist(['auto', 'light', 'dark']), DEFAULTS.theme),
  /** Keep the connection when neither popup nor panel is open. */
  stayConnected: v.optional(v.boolean(), DEFAULTS.stayConnected),
  /**
   * Wait before sending again until the old connection cannot deliver any more (65 s with the server's
   * defaults) rather than 2 s: for those to whom a second answer costs.
   */
  avoidSecondAnswer: v.optional(v.boolean(), DEFAULTS.avoidSecondAnswer),
});
export type Settings = v.InferOutput<typeof Settings>;

/** The settings of a user who has changed none. */
export const DEFAULT_SETTINGS: Settings = DEFAULTS;
