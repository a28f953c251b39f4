import type { Plugin } from 'vite';
import { type Edit, idle, instead, leanLibrary, without } from './lean-library.ts';

/** Modules of which less is enough in a service worker, and what stands in their place. */
const MODULES: Readonly<Record<string, string>> = {
  // A service worker has no XMLHttpRequest, and we name our transports.
  'engine.io-client/build/esm/transports/index.js': 'export const transports = {};',
  'engine.io-client/build/esm/transports/polling-xhr.js': 'export const XHR = undefined;',
  'engine.io-client/build/esm/transports/webtransport.js': 'export const WT = undefined;',
  '@socket.io/component-emitter/lib/esm/index.js': `export class Emitter {
    listeners = new Map();
    of(event) { return this.listeners.get(event) ?? []; }
    on(event, listener) {
        this.listeners.set(event, [...this.of(event), listener]);
        return this;
    }
    once(event, listener) {
        const once = (...args) => {
            this.off(event, once);
            listener.apply(this, args);
        };
        return this.on(event, once);
    }
    off(event, listener) {
        this.listeners.set(event, this.of(event).filter((known) => known !== listener));
    }
    removeAllListeners(event) {
        if (event) this.listeners.delete(event);
        else this.listeners.clear();
    }
    emitReserved(event, ...args) {
        for (const listener of this.of(event)) listener.apply(this, args);
    }
    emit(...args) { this.emitReserved(...args); }
}`,
  // What follows was written for browsers without promises, `URL`, `URLSearchParams`, `atob`, `isView` or `Blob`.
  'engine.io-client/build/esm/globals.js': `export const globalThisShim = self;
export const nextTick = (act) => Promise.resolve().then(act);
export const defaultBinaryType = 'arraybuffer';
export const createCookieJar = undefined;`,
  'engine.io-client/build/esm/util.js': `export const pick = undefined;
export const installTimerFunctions = (object) => {
  object.setTimeoutFn = setTimeout.bind(self);
  object.clearTimeoutFn = clearTimeout.bind(self);
};
export const byteLength = (data) =>
  typeof data === 'string' ? new TextEncoder().encode(data).length : Math.ceil(data.byteLength * 1.33);
export const randomString = () => Math.random().toString(36).slice(2);`,
  'engine.io-client/build/esm/contrib/parseuri.js': 'export const parse = undefined;',
  'engine.io-client/build/esm/contrib/parseqs.js': `export const decode = undefined;
export const encode = (query) => String(new URLSearchParams(query));`,
  'engine.io-parser/build/esm/contrib/base64-arraybuffer.js': `export const decode = (text) =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;`,
  'socket.io-parser/build/esm/is-binary.js': `export const isBinary = (value) =>
  value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof Blob;
export const hasBinary = (value) =>
  isBinary(value) || (value instanceof Object && Object.values(value).some(hasBinary));`,
  // We open each connection by itself, to an origin.
  'socket.io-client/build/esm/index.js': `import { Manager } from './manager.js';
export const io = (uri, opts) => new Manager(uri, opts).socket('/', opts);`,
  // We connect anew ourselves.
  'socket.io-client/build/esm/contrib/backo2.js': 'export const Backoff = undefined;',
};

/** An address with an origin alone, one transport, and so no upgrades; no cookies. */
const ENGINE: readonly Edit[] = [
  ...without('_probe', '_filterUpgrades', 'send'),
  ...instead({
    constructor: `constructor(uri, opts) {
        super();
        installTimerFunctions(this, opts);
        const { protocol, hostname, port } = new URL(uri);
        const [transport] = opts.transports;
        this.Transport = transport;
        this.secure = protocol === 'https:';
        this.hostname = hostname.replace(/[[\\]]/g, '');
        this.port = port;
        this.binaryType = defaultBinaryType;
        this.writeBuffer = [];
        this._prevBufferLen = 0;
        this._pingTimeoutTime = Infinity;
        this.opts = { timestampParam: 't', ...opts, path: opts.path + '/' };
        if (hostname !== 'localhost') {
            this._offlineEventListener = () => {
                this._onClose('transport close', { description: 'network connection lost' });
            };
            OFFLINE_EVENT_LISTENERS.push(this._offlineEventListener);
        }
        this._open();
    }`,
    createTransport: `createTransport() {
        const query = { EIO: protocol, transport: this.Transport.prototype.name };
        const { hostname, secure, port } = this;
        return new this.Transport({ ...this.opts, query, socket: this, hostname, secure, port });
    }`,
    _open: `_open() {
        this.readyState = 'opening';
        const transport = this.createTransport();
        transport.open();
        this.setTransport(transport);
    }`,
    onOpen: `onOpen() {
        this.readyState = 'open';
        this.emitReserved('open');
        this.flush();
    }`,
    close: `close() {
        const close = () => {
            this._onClose('forced close');
            this.transport.close();
        };
        if (this.readyState === 'opening' || this.readyState === 'open') {
            this.readyState = 'closing';
            if (this.writeBuffer.length) this.once('drain', close);
            else close();
        }
    }`,
    _onError: `_onError(err) {
        this.emitReserved('error', err);
        this._onClose('transport error', err);
    }`,
  }),
  { find: /this\._upgrades = this\._filterUpgrades\(data\.upgrades\);/, put: '' },
  { find: /if \(this\._beforeunloadEventListener\) \{.*?\}/s, put: '' },
];

const WEBSOCKET: readonly Edit[] = [
  { find: /const isReactNative = .*?;\n/s, put: '' },
  ...instead({
    doOpen: `doOpen() {
        try {
            this.ws = new WebSocket(this.uri());
        }
        catch (err) {
            return this.emitReserved('error', err);
        }
        this.ws.binaryType = this.socket.binaryType;
        this.addEventListeners();
    }`,
  }),
  ...without('createSocket'),
  { find: /const WebSocketCtor = .*?;\n/, put: '' },
];

/** No reconnects, no cookies, and a timer of 20 s as by default. */
const MANAGER: readonly Edit[] = [
  // A namespace that is handed on keeps all that its module has, and a helper to make it.
  {
    find: /import \* as parser from "socket\.io-parser";/,
    put: 'import { Decoder, Encoder } from "socket.io-parser";',
  },
  ...without('reconnection', 'reconnectionAttempts', 'reconnectionDelay', 'randomizationFactor'),
  ...without('reconnectionDelayMax', 'timeout', 'connect', 'disconnect', 'reconnect', 'onreconnect'),
  ...idle('maybeReconnectOnOpen'),
  ...instead({
    constructor: `constructor(uri, opts) {
        super();
        this.nsps = {};
        this.subs = [];
        this.opts = opts;
        this.uri = uri;
        installTimerFunctions(this, opts);
        this._timeout = 20000;
        this._readyState = 'closed';
        this.encoder = new Encoder();
        this.decoder = new Decoder();
        this._autoConnect = true;
        this.open();
    }`,
    _close: `_close() {
        this.onclose('forced close');
    }`,
    onclose: `onclose(reason, description) {
        this.cleanup();
        this.engine?.close();
        this._readyState = 'closed';
        this.emitReserved('close', reason, description);
    }`,
  }),
];

/** No retries, no timeouts of acknowledgements, no recovery of an earlier connection, no volatile packets. */
const SOCKET: readonly Edit[] = [
  { find: /const RESERVED_EVENTS = .*?\}\);\n/s, put: '' },
  ...without(
    'get disconnected',
    'send',
    '_sendConnectPacket',
    '_registerAckCallback',
    'emitWithAck',
    '_addToQueue',
    '_drainQueue',
  ),
  ...without('close', 'compress', 'get volatile', 'timeout', 'prependAny', 'listenersAny', 'onAnyOutgoing'),
  ...without('prependAnyOutgoing', 'offAnyOutgoing', 'listenersAnyOutgoing', 'notifyOutgoingListeners'),
  ...idle('_clearAcks'),
  ...instead({
    emit: `emit(...args) {
        const packet = { type: PacketType.EVENT, data: args };
        if (typeof args.at(-1) === 'function') {
            packet.id = this.ids++;
            this.acks[packet.id] = args.pop();
        }
        if (this.connected && !this.io.engine._hasPingExpired()) this.packet(packet);
        else this.sendBuffer.push(packet);
    }`,
    onopen: `onopen() {
        this.packet({ type: PacketType.CONNECT, data: this.auth });
    }`,
    emitEvent: `emitEvent(args) {
        for (const listener of this._anyListeners ?? []) listener.apply(this, args);
        super.emit.apply(this, args);
    }`,
    onconnect: `onconnect(id) {
        this.id = id;
        this.connected = true;
        this.emitBuffered();
        this.emitReserved('connect');
    }`,
    emitBuffered: `emitBuffered() {
        this.receiveBuffer.forEach((args) => this.emitEvent(args));
        this.receiveBuffer = [];
        this.sendBuffer.forEach((packet) => this.packet(packet));
        this.sendBuffer = [];
    }`,
    offAny: `offAny() {
        this._anyListeners = [];
    }`,
  }),
];

const PARSER: readonly Edit[] = [
  {
    find: /export var PacketType;\n.*?\}\)\(PacketType \|\| \(PacketType = \{\}\)\);/s,
    put: `export const PacketType = {
    CONNECT: 0, DISCONNECT: 1, EVENT: 2, ACK: 3, CONNECT_ERROR: 4, BINARY_EVENT: 5, BINARY_ACK: 6,
};`,
  },
  { find: /PacketType\[p\.type\] === undefined/, put: '!(p.type <= PacketType.BINARY_ACK)' },
  { find: /const isInteger = .*?;\n {4}\};/s, put: 'const isInteger = Number.isInteger;' },
];

const EDITS: Readonly<Record<string, readonly Edit[]>> = {
  'engine.io-client/build/esm/socket.js': ENGINE,
  'engine.io-client/build/esm/transports/websocket.js': WEBSOCKET,
  'engine.io-client/build/esm/transports/polling.js': without('pause'),
  // Ours follows no redirect.
  'engine.io-client/build/esm/transports/polling-fetch.js': without('doPoll', 'doWrite', '_fetch'),
  'socket.io-parser/build/esm/index.js': PARSER,
  'socket.io-client/build/esm/manager.js': MANAGER,
  'socket.io-client/build/esm/socket.js': SOCKET,
};

/** socket.io-client with what a service worker uses of it: one transport, opened once, to one origin. */
export const leanSocketIo = (): Plugin =>
  leanLibrary({ name: 'lean-socket-io', modules: MODULES, edits: EDITS });
