import type { Plugin } from 'vite';
import { libraryModules, libraryPath } from './library-modules.ts';

/** Modules of which less is enough, and what stands in their place. */
const MODULES: Readonly<Record<string, string>> = {
  // A service worker has no XMLHttpRequest, and we name our transports.
  'engine.io-client/build/esm/transports/index.js': 'export const transports = {};',
  'engine.io-client/build/esm/transports/polling-xhr.js': 'export const XHR = undefined;',
  'engine.io-client/build/esm/transports/webtransport.js': 'export const WT = undefined;',
  // It was written for browsers without `URL`.
  'engine.io-client/build/esm/contrib/parseuri.js': `export const parse = (uri) => {
  const { protocol, hostname, port, search } = new URL(uri);
  return { protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ''), port, query: search.slice(1) };
};`,
  // We open each connection by itself, to an origin.
  'socket.io-client/build/esm/index.js': `import { Manager } from './manager.js';
export const io = (uri, opts) => new Manager(uri, opts).socket('/', opts);`,
  // We connect anew ourselves.
  'socket.io-client/build/esm/contrib/backo2.js': 'export class Backoff { reset() {} }',
};

/** Methods that nothing calls (`unused`), or that have nothing to do (`idle`): no upgrades, no retries, no reconnects. */
const METHODS: Readonly<Record<string, { unused: readonly string[]; idle: readonly string[] }>> = {
  'engine.io-client/build/esm/socket.js': { unused: ['_probe'], idle: [] },
  'socket.io-client/build/esm/manager.js': {
    unused: ['reconnect', 'onreconnect'],
    idle: [
      'reconnectionAttempts',
      'reconnectionDelay',
      'randomizationFactor',
      'reconnectionDelayMax',
      'maybeReconnectOnOpen',
    ],
  },
  'socket.io-client/build/esm/socket.js': {
    unused: [
      'emitWithAck',
      '_addToQueue',
      'compress',
      'get volatile',
      'timeout',
      'prependAny',
      'listenersAny',
      'onAnyOutgoing',
      'prependAnyOutgoing',
      'offAnyOutgoing',
      'listenersAnyOutgoing',
    ],
    idle: ['_drainQueue', 'notifyOutgoingListeners'],
  },
};

/** A namespace that is handed on keeps all that its module has, and a helper to make it. */
const PARSER = 'import * as parser from "socket.io-parser";';
const LEAN_PARSER = `import { Decoder, Encoder } from "socket.io-parser";
const parser = { Decoder, Encoder };`;

const bodyOf = (name: string): RegExp => new RegExp(`\\n    ${name}\\(.*\\) \\{\\n[^]*?\\n    \\}(?=\\n)`);

/**
 * socket.io-client without what nothing here calls: its XMLHttpRequest and WebTransport, its upgrades, retries and
 * reconnects. The build fails where a release of it, whose version is pinned for this, is laid out in another way.
 */
export const leanSocketIo = (): Plugin => {
  const missing = new Set([...Object.keys(MODULES), ...Object.keys(METHODS)]);
  return {
    name: 'lean-socket-io',
    load: {
      filter: libraryModules(Object.keys(MODULES)),
      handler(id) {
        missing.delete(libraryPath(id));
        return { code: MODULES[libraryPath(id)] ?? '', map: null };
      },
    },
    transform: {
      filter: libraryModules(Object.keys(METHODS)),
      handler(code, id) {
        const path = libraryPath(id);
        missing.delete(path);
        const { unused = [], idle = [] } = METHODS[path] ?? {};
        const moved = [...unused, ...idle].filter((name) => !bodyOf(name).test(code));
        if (path.endsWith('/manager.js') && !code.includes(PARSER)) moved.push(PARSER);
        if (moved.length > 0) return this.error(`this release of ${path} has no ${moved.join(', ')}`);
        const cut = unused.reduce(
          (lean, name) => lean.replace(bodyOf(name), ''),
          code.replace(PARSER, LEAN_PARSER),
        );
        return {
          code: idle.reduce((lean, name) => lean.replace(bodyOf(name), `\n    ${name}() {}`), cut),
          map: null,
        };
      },
    },
    buildEnd(error) {
      if (!error && missing.size > 0) this.error(`not found, so not made lean: ${[...missing].join(', ')}`);
    },
  };
};
