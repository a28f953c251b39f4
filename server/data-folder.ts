import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Whether the process runs and, where the system shows it (/proc), is one that `marker` is an argument of. */
const isHolder = (pid: number, marker: string): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
  } catch {
    return true;
  }
};

/**
 * Takes a folder for this process until it ends: two databases on the same files would ruin them. What a
 * crash left behind is taken over. Throws, naming the process, where another one holds it.
 */
export const lockFolder = (folder: string, marker: string): void => {
  const file = path.join(folder, 'server.pid');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      process.once('exit', () => rmSync(file, { force: true }));
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0 && pid !== process.pid && isHolder(pid, marker)) {
      throw new Error(`${folder} is in use by another server (process ${pid})`);
    }
    rmSync(file, { force: true });
  }
};

/** There once the database was made to its end. */
const finishedMark = (databaseDir: string): string => `${databaseDir}.finished`;

/** A database that was cut off while it was made does not open again; nothing of anybody's is in it yet. */
export const removeUnfinished = (databaseDir: string): void => {
  if (!existsSync(finishedMark(databaseDir))) rmSync(databaseDir, { recursive: true, force: true });
};

/** From now on the database is to be kept. */
export const markFinished = (databaseDir: string): void => writeFileSync(finishedMark(databaseDir), '');
