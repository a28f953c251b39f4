import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLanes, type Step } from './lanes.ts';

const node = (name: string, code: string): Step => ({
  name,
  command: [process.execPath, '-e', code],
  output: 'kept',
});
const FAILS = "console.log('found in x.ts'); process.exitCode = 3";

const run = async (lanes: Step[][], interrupted?: AbortSignal): Promise<[code: number, printed: string]> => {
  const printed: string[] = [];
  const code = await runLanes(lanes, (text) => printed.push(text), interrupted);
  return [code, printed.join('')];
};

/** A lane whose step starts a process that never ends, and the test's end of a connection with that process. */
const endlessLane = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endless = `require('node:net').connect(${port}, '127.0.0.1')`;
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(endless)}])`;
  const connected = (async () => {
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    return socket.resume();
  })();
  return { lane: [node('tests', parent), node('never', FAILS)], connected };
};

describe('lanes', () => {
  it('run each step after the one before it, and print nothing of what succeeds', async () => {
    const built = node('build', "console.log('built')");
    expect(await run([[built, node('tests', '')], [node('types', '')]])).toEqual([0, '']);
    const [code, printed] = await run([[built, node('tests', FAILS), node('never', '')]]);
    expect(code).toBe(3);
    expect(printed).not.toContain('never');
  });

  it('print the first step that fails, and its output, and stop the others with all that these started', async () => {
    const { lane, connected } = await endlessLane();
    const file = join(await mkdtemp(join(tmpdir(), 'parley-lanes-')), 'fail');
    const lint = node(
      'lint',
      `const timer = setInterval(() => {
        if (!require('node:fs').existsSync(${JSON.stringify(file)})) return;
        clearInterval(timer);
        ${FAILS};
      }, 10);`,
    );
    const running = run([lane, [lint]]);
    const socket = await connected;
    const ended = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    await writeFile(file, '');
    const [code, printed] = await running;
    await ended;
    expect(code).toBe(3);
    expect(printed).toMatch(/^found in x\.ts\nlint failed \(exit code 3\)/);
    await rm(dirname(file), { recursive: true });
  });

  it('are stopped when they are interrupted', async () => {
    const { lane, connected } = await endlessLane();
    const interrupted = new AbortController();
    const running = run([lane], interrupted.signal);
    const socket = await connected;
    const ended = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
    interrupted.abort();
    expect(await running).toEqual([1, '']);
    await ended;
  });

  it('fail where a step cannot be started', async () => {
    const step: Step = { name: 'types', command: ['no-such-program-of-parley'], output: 'kept' };
    expect(await run([[step]])).toEqual([1, expect.stringContaining('ENOENT')]);
  });
});
