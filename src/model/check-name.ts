import * as v from 'valibot';

/** The requests that "Run the checks" makes. */
export const CheckName = v.picklist(['server', 'participants', 'history']);
export type CheckName = v.InferOutput<typeof CheckName>;
