import { Decoder } from 'socket.io-parser';

/** A packet of an event, as text or with attachments, that ends before the event's name. */
const NAMELESS = /^(2|5\d+-)(\/[^,]*,?)?\d*$/;

/** Rejects the event without a name that socket.io-parser 4.2 accepts, and for which socket.io-client 4.8 throws later. */
export class StrictDecoder extends Decoder {
  override add(packet: unknown): void {
    if (typeof packet === 'string' && NAMELESS.test(packet)) throw new Error('an event without a name');
    super.add(packet);
  }
}
