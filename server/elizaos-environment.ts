import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The variables that the process inherits. No others: a setting for another ElizaOS (such as POSTGRES_URL) would
 * move this one's data, and ElizaOS 1.7.2 serves its environment to any client.
 */
const PASSED_ON = [
  ...['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'LC_ALL', 'TZ'],
  ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot'],
  ...['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'],
  ...['OLLAMA_API_ENDPOINT', 'OLLAMA_BASE_URL', 'OLLAMA_MODEL'],
];

/** The environment of the process: the inherited variables, its settings, and `own`, which override them. */
export const environmentFor = (
  port: number,
  salt: string,
  own: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  // An invalid address: Sentry then sends nothing. With an empty one ElizaOS uses its own address.
  SENTRY_DSN: 'off',
  LOG_LEVEL: 'error',
  DOTENV_CONFIG_QUIET: 'true',
  ELIZA_UI_ENABLE: 'false',
  // ElizaOS would listen on every interface.
  SERVER_HOST: '127.0.0.1',
  SERVER_PORT: String(port),
  SECRET_SALT: salt,
  ...own,
});

/** The salt of the data folder, made once, so that ElizaOS can decrypt its data after a restart. */
export const saltOf = async (dataDir: string): Promise<string> => {
  const file = path.join(dataDir, 'salt');
  try {
    return await readFile(file, 'utf8');
  } catch {
    const salt = randomUUID();
    await writeFile(file, salt, { mode: 0o600 });
    return salt;
  }
};
