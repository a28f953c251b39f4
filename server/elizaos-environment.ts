import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What the process gets of our environment. Nothing else: a setting that is meant for another ElizaOS
 * (POSTGRES_URL, say) would move this one's data, and it shows its environment to whoever asks.
 */
const PASSED_ON = [
  ...['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'LANG', 'LC_ALL', 'TZ'],
  ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'SystemRoot'],
  ...['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'],
  ...['OLLAMA_API_ENDPOINT', 'OLLAMA_BASE_URL', 'OLLAMA_MODEL'],
];

/** The environment of the process: the little that it may know of ours, its settings, and `own` over them. */
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
  // No address of theirs or of ours: Sentry then has no transport at all. Left empty, ElizaOS puts in its own.
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

/** The folder's own salt, made once: what ElizaOS encrypted with it can be read after a restart. */
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
