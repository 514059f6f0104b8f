import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findEvidence } from '../../src/model/evidence.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { skipWithout, type Bed } from '../support/bed.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate } from '../support/end-to-end.ts';
import { nestedSystemdBed } from '../support/nested-systemd.ts';

const model = join(packageFolder, '.cache/e2e/emulate/models/small-seed1.gguf');
let bed: Bed;

beforeAll(async () => {
  bed = await nestedSystemdBed();
  if (bed.missing !== undefined || (await stat(model).catch(() => undefined)) !== undefined) return;
  await mkdir(join(model, '..'), { recursive: true });
  await emulate(['model', 'make', '--shape', 'small', '--out', model]);
});

describe('a sweep with the real llama-bench under systemd and cgroup v1, at full speed', () => {
  it('holds each run to its limits of memory and reads', async (context) => {
    skipWithout(bed, context);
    const { out } = await bed.run(
      `
mkfs.ext4 -q -O ^has_journal -m 0 $SCRATCH_DISK
mkdir /tmp/disk
mount $SCRATCH_DISK /tmp/disk
cp '${model}' /tmp/disk/small.gguf
cat >/tmp/caps.yaml <<END
schema: profile/1
name: caps
title: Memory below the model, and a slow device
constraints: { memory: { max: 90 % of model }, io: { readBandwidth: 30 MB/s } }
workload: { prompt: [16], gen: [4], depth: [0], rounds: 1, warmupRounds: 0 }
END
export XDG_CACHE_HOME='${packageFolder}.cache/e2e' XDG_STATE_HOME=/tmp/state
node '${packageFolder}dist/cli/main.js' --no-gate --profile /tmp/caps.yaml --model /tmp/disk/small.gguf \\
  --scope systemd --out /tmp/results --no-progress --quiet
echo '>>>'
cat /tmp/results/*/runs.jsonl
echo '<<<'
echo 'left:'
systemctl list-units --all --plain --no-legend 'emulate-*'
find /tmp/state -type f
echo 'left.'`,
      { timeoutMs: 180_000 },
    );
    const lines = /^>>>\n([\s\S]*?)^<<<$/m.exec(out)?.[1] ?? '';
    const runs = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunRecord);
    expect(runs, out).toHaveLength(3);
    const nominal = runs.find((run) => run.case === 'nominal');
    expect(nominal?.outcome, out).toEqual({ status: 'completed' });
    const evidence = nominal?.evidence ?? [];
    expect(findEvidence(evidence, 'scope')?.scope).toBe('systemd');
    const limit = nominal?.applied['memory.max'] ?? 0;
    expect(limit).toBe(nominal?.asked['memory.max']);
    expect(findEvidence(evidence, 'memory')?.peakBytes).toBeLessThanOrEqual(limit);
    expect(findEvidence(evidence, 'memory')?.refaultedBytes).toBeGreaterThan(2 ** 20);
    const io = findEvidence(evidence, 'io');
    expect(io?.devicePath).toContain('loop');
    expect(io?.deviceReadBytes).toBeLessThan(30e6 * ((io?.wallNs ?? 0) / 1e9 + 0.5));
    expect(out).toContain('left:\nleft.');
  });
});
