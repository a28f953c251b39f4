import * as v from 'valibot';

/** Preferences that hold for all servers, with their defaults: reading `{}` yields them all. */
export const Settings = v.object({
  theme: v.optional(v.picklist(['auto', 'light', 'dark']), 'auto'),
  /** Keep the connection when neither popup nor panel is open. */
  stayConnected: v.optional(v.boolean(), true),
  /**
   * Wait before sending again until the old connection cannot deliver any more (65 s with the server's
   * defaults) rather than 2 s: for those to whom a second answer costs.
   */
  avoidSecondAnswer: v.optional(v.boolean(), false),
});
export type Settings = v.InferOutput<typeof Settings>;
