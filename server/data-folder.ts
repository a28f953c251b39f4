import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Whether the process runs and, where /proc shows its command line, has `marker` among its arguments. */
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
 * Locks a folder for this process until it ends, since two databases would corrupt each other's files. Takes over
 * the lock of a crashed process. Throws where another process holds it, and names that process.
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

/** The file that exists once the database was created completely. */
const finishedMark = (databaseDir: string): string => `${databaseDir}.finished`;

/** Removes a database whose creation was interrupted: it does not open again, and holds no data yet. */
export const removeUnfinished = (databaseDir: string): void => {
  if (!existsSync(finishedMark(databaseDir))) rmSync(databaseDir, { recursive: true, force: true });
};

/** Marks the database as completely created. */
export const markFinished = (databaseDir: string): void => writeFileSync(finishedMark(databaseDir), '');
