/**
 * The program that elizaos.ts starts. Plain JavaScript, so that tsx compiles our own files only: loading ElizaOS
 * through tsx takes three times as long.
 */
import { register } from 'tsx/esm/api';

const unregister = register();
const { runElizaOS } = await import('./elizaos-process.ts');
await unregister();
runElizaOS(process.argv[2] ?? 'null');
