import type { ProfileId, RoomId } from '../../model/ids.ts';
import type { OpenPort } from '../../relay/port.ts';
import type { StoredConversation, StoreReader } from '../../store/reader.ts';
import type { TextSource } from '../i18n/text.ts';

/** The part of `localStorage` that is used. */
export type ViewStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The browser API that a view needs, handed in by its `main.tsx`. */
export interface Platform {
  openPort: OpenPort;
  getMessage: TextSource;
  /** Absent outside the popup. Must be called in the click handler, before any `await`. */
  openSidePanel?: () => void;
  /**
   * Asks the user for access to an origin (a match pattern). Must be called in the click handler, before any
   * `await`. Resolves with whether it was granted.
   */
  requestOrigin(origin: string): Promise<boolean>;
  openOptions(): void;
  /** Scroll positions, and what a composer holds besides its draft. */
  storage: ViewStorage;
  /** Opens the database of the conversations, read-only. */
  openReader(): Promise<StoreReader>;
  /** Reads a stored room with its newest messages. Absent where no conversation is shown. */
  readConversation?(
    profile: ProfileId,
    roomId: RoomId,
    limit: number,
  ): Promise<StoredConversation | undefined>;
}
