import type { ManagerOptions } from 'socket.io-client';
import { isFields, parseJson } from '../model/json.ts';

/** A transport class of engine.io-client. */
export type EngineTransport = Exclude<
  Extract<NonNullable<ManagerOptions['transports']>, unknown[]>[number],
  string
>;

/** What of a transport is overridden here. */
interface Overridden {
  onPacket(packet: { type: string; data?: unknown }): void;
  onError(reason: string, description: unknown): unknown;
}

/**
 * The class with one handshake: the transport fails where a handshake is no JSON object, for which engine.io-client
 * 6.6 throws, and where another one follows, for which it would begin anew.
 */
export const strictTransport = (transport: EngineTransport): EngineTransport => {
  const Base = transport as unknown as new (options: never) => Overridden;
  class Strict extends Base {
    #isShaken = false;
    override onPacket(packet: { type: string; data?: unknown }): void {
      const isHandshake = packet.type === 'open';
      if (isHandshake && (this.#isShaken || !isFields(parseJson(`${packet.data}`)))) {
        this.onError('handshake error', packet.data);
        return;
      }
      this.#isShaken ||= isHandshake;
      super.onPacket(packet);
    }
  }
  return Strict as unknown as EngineTransport;
};
