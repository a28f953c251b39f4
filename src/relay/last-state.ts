import * as v from 'valibot';
import { DescribedServer } from '../model/described-server.ts';
import { RoomId } from '../model/ids.ts';
import { Settings } from '../model/settings.ts';
import { ServerEntry } from './to-view.ts';

/** What a view showed last, without what the database has. It holds no secrets. */
const LastState = v.object({
  profile: DescribedServer,
  servers: v.array(ServerEntry),
  settings: Settings,
  roomId: RoomId,
});
export type LastState = v.InferOutput<typeof LastState>;

/** Decodes a stored state; undefined where it is of another version. */
export const decodeLastState = (value: unknown): LastState | undefined => {
  const read = v.safeParse(LastState, value);
  return read.success ? read.output : undefined;
};
