import { parseArgs } from 'node:util';

export interface StartOptions {
  /** The address of the user's own server; no server is started then. */
  server: string | undefined;
  /** Starts the document's server in place of ElizaOS. */
  room: boolean;
  browser: boolean;
  /** The port of the started server; the next free one where it is taken. */
  port: number;
}

export type ParsedOptions =
  | { type: 'run'; options: StartOptions }
  | { type: 'help' }
  | { type: 'wrong'; message: string };

export const DEFAULT_PORT = 3000;

export const USAGE = `Builds the extension, starts a server to talk to, and opens a browser with both.

  npm start                          ElizaOS with an offline agent, and your Chrome, Chromium or Edge
  npm start -- [options]

  --server URL    use this server; start none
  --room          start the server of the ElizaOS Messaging page in place of ElizaOS
  --port N        where the started server listens (${DEFAULT_PORT}; the next free port where that is taken)
  --no-browser    open no browser
  --help          this

  PARLEY_BROWSER  the browser's program, where it is not found by itself
  PARLEY_HOME     where server and browser keep their data (.parley)
  OPENAI_API_KEY, or OLLAMA_API_ENDPOINT with OLLAMA_MODEL: the agent answers with that model`;

const wrong = (message: string): ParsedOptions => ({ type: 'wrong', message });

const parsePort = (text: string): number | undefined => {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
};

/** Normalises an address; `http` where it has no scheme. */
const parseServer = (text: string): string | undefined => {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? href.replace(/\/+$/, '') : undefined;
};

/** Parses the arguments of the command line. */
export const parseOptions = (args: readonly string[]): ParsedOptions => {
  let values: { server?: string; room?: boolean; 'no-browser'?: boolean; port?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        server: { type: 'string' },
        room: { type: 'boolean' },
        'no-browser': { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    // Node adds a hint about positional arguments, of which there are none here.
    return wrong(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
  if (values.help) return { type: 'help' };
  const port = values.port === undefined ? DEFAULT_PORT : parsePort(values.port);
  if (port === undefined) return wrong(`--port wants a number from 1 to 65535, not '${values.port}'`);
  const server = values.server === undefined ? undefined : parseServer(values.server);
  if (values.server !== undefined && server === undefined)
    return wrong(`--server wants an http or https address, not '${values.server}'`);
  if (server !== undefined && (values.room || values.port !== undefined))
    return wrong(`--server starts no server: it does not go with ${values.room ? '--room' : '--port'}`);
  return {
    type: 'run',
    options: { server, room: values.room ?? false, browser: !(values['no-browser'] ?? false), port },
  };
};

/** Whether there is a display for a browser window. Windows and macOS are assumed to have one. */
export const hasDisplay = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean => platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
