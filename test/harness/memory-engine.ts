import { Transport } from 'engine.io-client';
import type { EngineTransports } from '../../src/transport/socket.ts';

/** A server in memory, below Socket.IO. */
export interface MemoryEngine {
  transports: EngineTransports;
  /** Says a packet as it is: with the digit of its type before it, or binary. */
  say(packet: string | Uint8Array): void;
}

/** Shakes hands with `said` among the fields of the handshake, lets everybody in, and says nothing by itself. */
export const memoryEngine = (said = ''): MemoryEngine => {
  let last: Memory | undefined;
  class Memory extends Transport {
    get name() {
      return 'websocket';
    }
    override doOpen(): void {
      last = this;
      queueMicrotask(() => {
        this.onOpen();
        this.onData(`0{"sid":"e","upgrades":[]${said}}`);
      });
    }
    override write(packets: { type: string; data?: string }[]): void {
      const isConnect = packets.some(({ type, data }) => type === 'message' && data?.startsWith('0'));
      this.writable = false;
      queueMicrotask(() => {
        this.writable = true;
        this.emitReserved('drain');
        if (isConnect) this.onData('40{"sid":"s"}');
      });
    }
    override doClose(): void {
      this.onClose();
    }
    say(packet: string | Uint8Array): void {
      // Engine.IO reads binary as the socket's binary type says.
      if (typeof packet === 'string') this.onData(packet);
      else this.onPacket({ type: 'message', data: packet });
    }
  }
  const transport = Memory as unknown as EngineTransports['websocket'];
  return {
    transports: { websocket: transport, polling: transport },
    say: (packet) => last?.say(packet),
  };
};
