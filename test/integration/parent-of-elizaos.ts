/** Starts an ElizaOS in the folder of its first argument and prints the process id: servers.test.ts kills it. */
import { startElizaOS } from '../../server/elizaos.ts';

const { pid } = await startElizaOS({ port: 0, dataDir: process.argv[2] ?? '' });
console.log(pid);
