import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.ts';
import { findEvidence } from '../../src/model/evidence.ts';
import type { ProgramRecord } from '../../src/model/program-record.ts';
import { skipWithout, type Bed } from '../support/bed.ts';
import { packageFolder } from '../support/command-line.ts';
import { guestBed } from '../support/guest.ts';
import { programShare } from '../support/program-share.ts';

let bed: Bed;

beforeAll(async () => {
  bed = await guestBed();
  if (bed.missing === undefined) bed = await guestBed(await programShare());
});

const MB = 1e6;
const MiB = 2 ** 20;

/** Prints a document between two lines, so that it can be found in what a script printed. */
const show = (path: string): string => `echo '>>>'; cat ${path}; echo '<<<'`;

const documentsIn = (out: string): readonly string[] =>
  [...out.matchAll(/^>>>\n([\s\S]*?)^<<<$/gm)].map(([, text = '']) => text);

const recordsIn = (out: string): readonly ProgramRecord[] =>
  documentsIn(out).map((text) => JSON.parse(text) as ProgramRecord);

const evidenceOf = <Kind extends Evidence['kind']>(
  record: ProgramRecord | undefined,
  kind: Kind,
) => {
  const found = record === undefined ? undefined : findEvidence(record.evidence, kind);
  if (found === undefined) throw new Error(`no evidence of ${kind}`);
  return found;
};

const profile = (name: string, constraints: string): string => `cat >/tmp/${name}.yaml <<END
schema: profile/1
name: ${name}
title: A test
constraints: ${constraints}
workload: { prompt: [8], gen: [2], depth: [0], rounds: 1 }
END
`;

const exec = (name: string, model: string, command: string, options = ''): string =>
  `emulate exec --profile /tmp/${name}.yaml --model ${model} ${options} --json /tmp/${name}.json -- ${command}; echo "code $?"
${show(`/tmp/${name}.json`)}
`;

/** 10 MiB, through the page cache. */
const reading = 'dd if=/share/small.gguf of=/dev/null bs=1M count=10';

/** Makes /tmp/run of a script, to be run by somebody else. */
const scriptFile = (text: string): string => `cat >/tmp/run <<'END'
${text}
END
chmod 644 /tmp/run /tmp/*.yaml
`;

const prelude = readFileSync(join(packageFolder, 'test/fixtures/bed/prelude.sh'), 'utf8');

/** Nothing of this program's is left: no unit, no control group, no device, no mount, no note. */
const listLeftovers = `
echo 'left:'
systemctl list-units --all --plain --no-legend 'emulate-*'
find /sys/fs/cgroup -name 'emulate-*'
losetup --all
grep emulate- /proc/mounts
find /root/.local/state/emulate -type f 2>/dev/null
echo 'left.'
`;
const expectNothingLeft = (out: string): void => {
  expect(out).toContain('left:\nleft.');
};

describe('a sweep with the real llama-bench under systemd and cgroup v2', () => {
  it('holds every run to its limits, and shows what they cost', async (context) => {
    skipWithout(bed, context);
    const { code, out } = await bed.run(
      `
      # The shipped profile, with tests that an emulated processor can do.
      sed 's/prompt: .*/prompt: [8]/; s/gen: .*/gen: [2]/' /share/profiles/io-cap.yaml >/tmp/io-cap.yaml
      emulate --no-gate --profile /tmp/io-cap.yaml --quick --sweep 'io.readBandwidth=40MB/s,20MB/s' \\
        --model /share/small.gguf --out /tmp/results --no-progress
      echo "code $?"
      ${show('/tmp/results/*/runs.jsonl')}
      ${show('/tmp/results/*/curves.csv')}
      ${listLeftovers}`,
      { timeoutMs: 480_000 },
    );
    expect(code, out).toBe(0);
    const [lines = '', curves = ''] = documentsIn(out);
    const runs = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ProgramRecord & { readonly case: string });
    const capped = runs.filter(({ asked }) => 'io.readBandwidth' in asked);
    expect(capped.length).toBe(6);
    for (const run of capped) {
      expect(evidenceOf(run, 'scope')).toMatchObject({ scope: 'systemd' });
      const memory = evidenceOf(run, 'memory');
      expect(memory.peakBytes).toBeLessThanOrEqual(memory.limitBytes ?? 0);
      expect(memory.refaultedBytes).toBeGreaterThan(MiB);
      expect(memory.limitHits).toBeGreaterThan(0);
      expect(memory.pressureNs).toBeGreaterThan(0);
      const io = evidenceOf(run, 'io');
      const cap = run.applied['io.readBandwidth'] ?? 0;
      expect(cap).toBe(run.asked['io.readBandwidth']);
      expect(io.readBytes ?? 0).toBeLessThan(cap * (io.wallNs / 1e9 + 0.5));
      expect(io.pressureNs).toBeGreaterThan(0);
    }
    expect(curves).toContain('io.readBandwidth,20000000');
    expectNothingLeft(out);
  });
});

describe('any program under systemd and cgroup v2', () => {
  it('has its load, its volume, its caps and its eviction at once, and gives all of it back', async (context) => {
    skipWithout(bed, context);
    const { out } = await bed.run(
      `
      ${profile(
        'volume',
        '{ volume: { backing: ram, filesystem: ext4, readAhead: 128 KiB }, io: { readBandwidth: 10 MB/s }, background: { rate: 1 MB/s, blockSize: 64 KiB } }',
      )}
      ${exec('volume', '/share/tiny.gguf', 'dd if=/share/tiny.gguf of=/dev/null bs=64k iflag=direct')}
      ${profile('drop', '{ pageCache: { drop: 4 MB/s, before: each-run } }')}
      ${exec(
        'drop',
        '/share/small.gguf',
        'fio --name=r --filename=/share/small.gguf --readonly --ioengine=mmap --rw=read --bs=64k --time_based --runtime=12 --output-format=json --output=/dev/null',
      )}
      ${listLeftovers}`,
      { timeoutMs: 300_000 },
    );
    const [volume, drop] = recordsIn(out);
    expect(volume?.end, out).toEqual({ how: 'exited', code: 0 });
    expect(evidenceOf(volume, 'volume')).toMatchObject({ verified: true, readAheadBytes: 131_072 });
    expect(evidenceOf(volume, 'io').devicePath).toContain('/dev/loop');
    expect(evidenceOf(volume, 'io').readBytes).toBeGreaterThan(2 * MB);
    expect(evidenceOf(volume, 'background')).toMatchObject({ aliveUntilEnd: true });
    expect(evidenceOf(drop, 'scope').scope).toBe('systemd');
    const dropped = evidenceOf(drop, 'page-cache');
    expect(dropped.droppedBytes).toBeGreaterThan(8 * MB);
    expect(dropped.droppedBytes).toBeLessThan(4 * MB * (dropped.runningNs / 1e9 + 1));
    expect(dropped.refaultedBytes).toBeGreaterThan(MB);
    expectNothingLeft(out);
  });

  it('lives in a control group of its own below a delegated unit, without systemd making it', async (context) => {
    skipWithout(bed, context);
    const { out } = await bed.run(
      `
      ${profile('capped', '{ memory: { max: 32 MiB, swap: 0 B }, io: { readBandwidth: 5 MB/s }, cpu: { affinity: 0 } }')}
      ${scriptFile(exec('capped', '/share/small.gguf', reading, '--scope cgroup-v2'))}
      systemd-run --quiet --wait --pipe --setenv=PATH=$PATH --setenv=HOME=/root -p Delegate=yes bash /tmp/run
      ${listLeftovers}`,
      { timeoutMs: 300_000 },
    );
    const [capped] = recordsIn(out);
    expect(capped?.end, out).toEqual({ how: 'exited', code: 0 });
    expect(evidenceOf(capped, 'scope').scope).toBe('cgroup-v2');
    expect(evidenceOf(capped, 'cpu').allowed).toBe('0');
    // 10 MiB at 5 MB/s take 2.1 s, less a first burst.
    expect(capped?.wallNs).toBeGreaterThan(1.6e9);
    expectNothingLeft(out);
  });

  it('is limited by the manager of a user who has been given the controllers', async (context) => {
    skipWithout(bed, context);
    const { out } = await bed.run(
      `
      ${prelude}
      user_manager 'cpu cpuset io memory pids'
      ${profile('user', '{ memory: { max: 32 MiB, swap: 0 B }, io: { readBandwidth: 5 MB/s } }')}
      ${scriptFile(exec('user', '/share/small.gguf', reading))}
      as_tester 'bash /tmp/run'
      ${listLeftovers}`,
      { timeoutMs: 300_000 },
    );
    const [user] = recordsIn(out);
    expect(user?.end, out).toEqual({ how: 'exited', code: 0 });
    expect(evidenceOf(user, 'scope').scope).toBe('systemd-user');
    expect(user?.wallNs).toBeGreaterThan(1.6e9);
    expect(evidenceOf(user, 'memory').peakBytes).toBeLessThanOrEqual(32 * MiB);
    expectNothingLeft(out);
  });
});
