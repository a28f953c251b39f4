import { request } from 'node:http';

export type Headers = Readonly<Record<string, string>>;

/** What came of a request: the status, 101 for a WebSocket that opened, and the origin that may read the answer. */
export interface Knocked {
  status: number;
  readableBy: string | undefined;
  body: string;
}

const WEBSOCKET = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Sends a request to this machine with exactly these headers, as a page's browser would. */
export const knock = (port: number, path: string, headers: Headers, method = 'GET'): Promise<Knocked> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, setHost: false, agent: false });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, readableBy: undefined, body: '' });
    });
    asked.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          readableBy: response.headers['access-control-allow-origin'],
          body,
        }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });

/** The two ways into Socket.IO, with `query` as the rest of the handshake. */
export const HANDSHAKES: readonly { name: string; path: string; headers: Headers }[] = [
  { name: 'polling', path: '/socket.io/?EIO=4&transport=polling', headers: {} },
  { name: 'websocket', path: '/socket.io/?EIO=4&transport=websocket', headers: WEBSOCKET },
];

const ID = 'bfgnkojflekhjgchdefboceoaipidifg';
export const EXTENSION_ORIGIN = `chrome-extension://${ID}`;

/** Who comes to a server on this machine through its user's browser, and whether it is let in. */
export const callersOf = (
  port: number,
): readonly { name: string; headers: Headers; isAdmitted: boolean }[] => {
  const Host = `localhost:${port}`;
  const site = (headers: Headers): Headers => ({ Host, 'Sec-Fetch-Site': 'cross-site', ...headers });
  return [
    { name: 'the extension', headers: site({ Origin: EXTENSION_ORIGIN }), isAdmitted: true },
    { name: 'a program', headers: { Host }, isAdmitted: true },
    { name: 'a program, by address', headers: { Host: `127.0.0.1:${port}` }, isAdmitted: true },
    { name: 'a typed address', headers: { Host, 'Sec-Fetch-Site': 'none' }, isAdmitted: true },
    {
      name: 'its own page',
      headers: { Host, Origin: `http://${Host}`, 'Sec-Fetch-Site': 'same-origin' },
      isAdmitted: true,
    },
    { name: 'a site', headers: site({ Origin: 'https://evil.example' }), isAdmitted: false },
    { name: 'a site, without an origin', headers: site({}), isAdmitted: false },
    { name: 'a sandboxed frame or a file', headers: site({ Origin: 'null' }), isAdmitted: false },
    { name: 'an empty origin', headers: { Host, Origin: '' }, isAdmitted: false },
    {
      name: 'another server of this machine',
      headers: { Host, Origin: 'http://localhost:1', 'Sec-Fetch-Site': 'same-site' },
      isAdmitted: false,
    },
    {
      name: 'another server’s picture of it',
      headers: { Host, 'Sec-Fetch-Site': 'same-site' },
      isAdmitted: false,
    },
    {
      name: 'a site named like the extension',
      headers: site({ Origin: `https://${ID}` }),
      isAdmitted: false,
    },
    {
      name: 'an origin that begins like the extension’s',
      headers: site({ Origin: `${EXTENSION_ORIGIN}.evil.example` }),
      isAdmitted: false,
    },
    {
      name: 'a site whose name leads here',
      headers: {
        Host: `evil.example:${port}`,
        Origin: `http://evil.example:${port}`,
        'Sec-Fetch-Site': 'same-origin',
      },
      isAdmitted: false,
    },
    {
      name: 'a site whose name leads here, without an origin',
      headers: { Host: `evil.example:${port}`, 'Sec-Fetch-Site': 'same-origin' },
      isAdmitted: false,
    },
    {
      name: 'a site named like this machine',
      headers: { Host: `localhost.evil.example:${port}` },
      isAdmitted: false,
    },
    {
      name: 'a site named like this machine’s address',
      headers: { Host: `127.0.0.1.evil.example:${port}` },
      isAdmitted: false,
    },
    {
      name: 'a wildcard name server’s name',
      headers: { Host: `127.0.0.1.nip.io:${port}` },
      isAdmitted: false,
    },
    {
      name: 'the extension, by another name of this machine',
      headers: { Host: `rebound.example:${port}`, Origin: EXTENSION_ORIGIN },
      isAdmitted: false,
    },
    {
      name: 'every interface',
      headers: { Host: `0.0.0.0:${port}`, Origin: `http://0.0.0.0:${port}` },
      isAdmitted: false,
    },
  ];
};
