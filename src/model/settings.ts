import * as v from 'valibot';

/** Preferences that hold for all servers, with their defaults: reading `{}` yields them all. */
export const Settings = v.object({
  theme: v.optional(v.picklist(['auto', 'light', 'dark']), 'auto'),
  /** Keep the connection when neither popup nor panel is open. */
  stayConnected: v.optional(v.boolean(), true),
});
export type Settings = v.InferOutput<typeof Settings>;
