import type { DescribedServer } from '../model/described-server.ts';
import type { ServerProfile } from '../model/server.ts';
import { codecOf } from '../wire/codecs.ts';

/** The profile as the views get it, with what its server can do; null where there is none. */
export const described = (profile: ServerProfile | undefined): DescribedServer | null =>
  profile ? { ...profile, capabilities: codecOf(profile.dialect).capabilities } : null;
