import { behavesAsTransport } from './behaviour.ts';
import { loopbackWorld } from './loopback.ts';
import { memoryWorld } from './memory.ts';

behavesAsTransport('a WebSocket', loopbackWorld({ by: 'socket', transport: 'websocket', posts: false }));
behavesAsTransport('long polling', loopbackWorld({ by: 'socket', transport: 'polling', posts: false }));
behavesAsTransport(
  'a socket beside posts',
  loopbackWorld({ by: 'socket', transport: 'websocket', posts: true }),
);
behavesAsTransport('REST mode stream', loopbackWorld({ by: 'rest', mode: 'stream' }));
behavesAsTransport('REST mode sync', loopbackWorld({ by: 'rest', mode: 'sync' }));
behavesAsTransport('the in-memory twin', memoryWorld);
