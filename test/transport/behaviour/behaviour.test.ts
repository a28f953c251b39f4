import { behavesAsTransport } from './behaviour.ts';
import { loopbackWorld } from './loopback.ts';
import { memoryWorld } from './memory.ts';

behavesAsTransport('a WebSocket', loopbackWorld({ type: 'socket', transport: 'websocket', posts: false }));
behavesAsTransport('long polling', loopbackWorld({ type: 'socket', transport: 'polling', posts: false }));
behavesAsTransport(
  'a socket beside posts',
  loopbackWorld({ type: 'socket', transport: 'websocket', posts: true }),
);
behavesAsTransport('REST mode stream', loopbackWorld({ type: 'rest', mode: 'stream' }));
behavesAsTransport('REST mode sync', loopbackWorld({ type: 'rest', mode: 'sync' }));
behavesAsTransport('the in-memory twin', memoryWorld);
