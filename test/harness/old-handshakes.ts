const OPEN = '0{"sid":"qYrhRGHYklF_bUsHAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":';

/** What `GET /socket.io/?EIO=4&transport=polling` was answered with by socket.io 2.5 and by engine.io 1.5.1. */
export const OLD_HANDSHAKES: Readonly<Record<string, Buffer>> = {
  'Socket.IO 2': Buffer.from(`97:${OPEN}20000}2:40`),
  'Socket.IO 1': Buffer.concat([Buffer.from([0, 9, 7, 255]), Buffer.from(`${OPEN}60000}`)]),
};
