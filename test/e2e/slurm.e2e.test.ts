import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { readResults } from '../../src/store/read-results.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate, environment } from '../support/end-to-end.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const bed = join(packageFolder, 'scripts/slurm-bed');
const noSlurm = 3;

const rounds = 4;
const profile = [
  'schema: profile/1',
  'name: shards',
  'title: Shards of a small sweep',
  'constraints: { tier: { readBandwidth: 50 MB/s, buffer: 1 MiB } }',
  'sweeps: [ { tier.readBandwidth: [50 MB/s, 100 MB/s] } ]',
  `workload: { prompt: [8], gen: [8], depth: [0], rounds: ${rounds}, warmupRounds: 0 }`,
  '',
].join('\n');

/**
 * Runs inside the bed. Both nodes are this machine, on which one measurement runs at a time: a shard that
 * finds another one waits for it. The second shard is requeued while it runs.
 */
const drive = (submit: string, folder: string): string =>
  [
    'set -eu',
    `said=$(bash '${submit}')`,
    'echo "$said"',
    'array=$(echo "$said" | sed \'s/array job \\([0-9]*\\).*/\\1/\')',
    'merge=$(echo "$said" | sed \'s/.*merge job \\([0-9]*\\).*/\\1/\')',
    `until grep -qs index '${folder}'/work/2-on-*/runs.jsonl; do`,
    '  sleep 0.1',
    '  [ -n "$(squeue --noheader --job "$array")" ] || { echo \'the array ended before\'; exit 1; }',
    'done',
    'scontrol requeue "${array}_2"',
    'until scontrol show job "${array}_2" | grep -q "Restarts=1"; do sleep 0.1; done',
    '# It would wait for two minutes.',
    'scontrol update jobid="${array}_2" starttime=now',
    'for tries in $(seq 1 1500); do',
    '  state=$(scontrol show job "$merge" | sed -n "s/ *JobState=\\([A-Z_]*\\).*/\\1/p")',
    '  case $state in COMPLETED | FAILED | CANCELLED) break ;; esac',
    '  sleep 0.2',
    'done',
    'echo "merge $state"',
    `cat '${folder}'/shard-2.log`,
  ].join('\n');

describe('a sweep on a cluster of two nodes under Slurm', () => {
  it('is the whole plan after its merge, although a shard was killed and requeued', async ({
    skip,
  }) => {
    const probed = await execa(bed, ['--', 'true'], { reject: false });
    skip(probed.exitCode === noSlurm, probed.stderr);
    expect(probed.exitCode, probed.stderr).toBe(0);

    await using temporary = await makeTemporaryFolder();
    const at = (...names: readonly string[]): string => join(temporary.path, ...names);
    const folder = at('shared');
    await writeFile(at('shards.yaml'), profile);
    const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
    expect(made.code, made.err).toBe(0);
    const sweep = ['--profile', at('shards.yaml'), '--model', at('tiny.gguf'), '--no-gate'];
    const printed = await emulate(['slurm', ...sweep, '--shards', '3', '--into', folder]);
    expect(printed.code, printed.err).toBe(0);
    await writeFile(at('submit.sh'), printed.out);
    expect((await execa('bash', ['-n', at('submit.sh')])).exitCode).toBe(0);
    await writeFile(at('drive.sh'), drive(at('submit.sh'), folder));

    const driven = await execa(bed, ['--', 'bash', at('drive.sh')], {
      reject: false,
      env: { ...environment, XDG_STATE_HOME: at('state') },
    });
    const said = `${driven.stdout}\n${driven.stderr}`;
    expect(said).toContain('merge COMPLETED');
    expect(said).toContain('DUE TO JOB REQUEUE');
    expect((await readdir(join(folder, 'shards'))).toSorted()).toEqual(['1', '2', '3']);

    const merged = await readResults(join(folder, 'merged'));
    if (!merged.ok) throw new Error(JSON.stringify(merged.failure));
    const planned = await emulate(['plan', ...sweep, '--json']);
    const { plan } = JSON.parse(planned.out) as { plan: { runs: { index: number }[] } };
    const indices = merged.value.runs.map(({ index }) => index).toSorted((a, b) => a - b);
    expect(indices).toEqual(plan.runs.map(({ index }) => index));
    const second = JSON.parse(await readFile(join(folder, 'shards/2/manifest.json'), 'utf8')) as {
      sessions?: unknown[];
    };
    expect(second.sessions?.length ?? 0).toBeGreaterThan(1);
    expect((await readdir(join(folder, 'merged'))).toSorted()).toContain('report.html');
  });
});
