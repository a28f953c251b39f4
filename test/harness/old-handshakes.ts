const OPEN = '0{"sid":"qYrhRGHYklF_bUsHAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":';

/** The answers of socket.io 2.5 and of engine.io 1.5.1 to `GET /socket.io/?EIO=4&transport=polling`. */
export const OLD_HANDSHAKES: Readonly<Record<string, Buffer>> = {
  'Socket.IO 2': Buffer.from(`97:${OPEN}20000}2:40`),
  'Socket.IO 1': Buffer.concat([Buffer.from([0, 9, 7, 255]), Buffer.from(`${OPEN}60000}`)]),
};
