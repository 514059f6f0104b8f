/** Holds a process, prints its id, and goes on until it is killed. */
import { stdout } from 'node:process';
import { createProcessHolder } from '../../src/system/held-processes.ts';

const held = await createProcessHolder().hold({
  command: '/bin/sh',
  args: ['-c', 'echo here; read -r _'],
  startLimitMs: 30_000,
});
if (!held.ok) throw new Error(JSON.stringify(held.failure));
stdout.write(`${held.value.pid}\n`);
