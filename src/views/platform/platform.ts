import type { OpenPort } from '../../relay/port.ts';
import type { StoreReader } from '../../store/reader.ts';
import type { TextSource } from '../i18n/text.ts';

/** Keeps a few texts over the views that come and go, as `localStorage` does. */
export type PlaceStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** What a view needs of the browser, handed in by its `main.tsx`. */
export interface Shell {
  openPort: OpenPort;
  getMessage: TextSource;
  /** There in the popup alone. Opens the panel at once: the browser demands it before any `await`. */
  openSidePanel?: () => void;
  /** Asks the user for access to one origin (a match pattern). To be called within the click itself. */
  requestOrigin(origin: string): Promise<boolean>;
  openOptions(): void;
  /** Where the reader of each room was. */
  places: PlaceStorage;
  /** What is stored of the conversations, to be read alone. */
  openReader(): Promise<StoreReader>;
}
