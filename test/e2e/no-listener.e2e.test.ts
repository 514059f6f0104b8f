import { createServer } from 'node:net';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import {
  emulate,
  fakeLlamaBench,
  processesWith,
  smallProfile,
  startEmulate,
  until,
} from '../support/end-to-end.ts';
import { describeSockets, processTree } from '../support/sockets.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

it('a sweep opens nothing to the network; its one socket is the lock, which has no path', async () => {
  await using folder = await makeTemporaryFolder();
  const model = join(folder.path, 'tiny.gguf');
  await writeFile(join(folder.path, 'small.yaml'), smallProfile());
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', model]);
  expect(made).toMatchObject({ code: 0 });
  using sweep = startEmulate(
    [
      ...['--profile', join(folder.path, 'small.yaml'), '--model', model],
      ...['--llama-bench', fakeLlamaBench, '--out', join(folder.path, 'results')],
    ],
    { FAKE_LLAMA_BENCH: 'hang' },
  );
  await until(
    'the workload runs',
    async () => (await processesWith(`-m ${model}`.replace(' ', '\0'))).length > 0,
  );
  const tree = await processTree(sweep.pid);
  expect(tree.length).toBeGreaterThan(1);
  const sockets = await Promise.all(tree.map(describeSockets));
  expect(sockets.flatMap(({ network }) => network)).toEqual([]);
  expect(sockets.flatMap(({ listening }) => listening)).toEqual([
    // Abstract, so the kernel shows each zero byte of its name as '@'.
    expect.stringMatching(/^@emulate-host-lock@*$/),
  ]);
  sweep.signal('SIGINT');
  expect(await sweep.ended).toMatchObject({ code: 130 });
});

it('a listener would be seen', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { network } = await describeSockets(process.pid);
  server.close();
  expect(network).toContainEqual(expect.stringMatching(/^tcp 0100007F:/));
});
