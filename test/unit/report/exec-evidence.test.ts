import { describe, expect, it } from 'vitest';
import type { ProgramRecord } from '../../../src/model/program-record.ts';
import { renderExecEvidence, renderExecJson } from '../../../src/report/exec-evidence.ts';
import {
  makeBackgroundEvidence,
  makeCpuEvidence,
  makeIoEvidence,
  makeMemoryEvidence,
  makePageCacheEvidence,
  makeScopeEvidence,
  makeStartEvidence,
  makeTierEvidence,
  makeVolumeEvidence,
} from '../../support/factory.ts';

const makeRecord = (overrides: Partial<ProgramRecord> = {}): ProgramRecord => ({
  toolVersion: '0.1.0',
  profile: 'hbf-50gbps',
  case: 'nominal',
  seed: 1,
  constraints: { tier: { readBandwidth: 50e9, buffer: 64 * 2 ** 20 } },
  files: ['/models/m.gguf'],
  command: ['llama-cli', '-m', 'm.gguf'],
  program: '/usr/bin/llama-cli',
  startedUtc: '2026-03-01T12:00:00.000Z',
  wallNs: 12.3456e9,
  end: { how: 'exited', code: 0 },
  asked: { 'tier.readBandwidth': 50e9, 'tier.buffer': 64 * 2 ** 20 },
  applied: {
    'tier.unitSize': 4 * 2 ** 20,
    'tier.effectiveBandwidth': 50e9,
    'tier.readLatency': 0,
    'tier.residency': 0.25,
    'tier.seed': 1,
  },
  evidence: [
    makeTierEvidence({
      heldBytes: 100 * 2 ** 20,
      residentBytes: 25 * 2 ** 20,
      waits: 3052,
      waitTimes: { p50Ns: 78_643.2, p99Ns: 104_857.6 },
      stalledNs: 2_000_000,
    }),
  ],
  verdict: { verdict: 'bound', why: '' },
  verdicts: { tier: { verdict: 'bound', why: '' } },
  warnings: [],
  ...overrides,
});

const linesOf = (overrides: Partial<ProgramRecord>): readonly string[] =>
  renderExecEvidence(makeRecord(overrides)).split('\n');

describe('the evidence on a program, as text', () => {
  it('says what was asked, what was in force, and what came of it', () => {
    expect(renderExecEvidence(makeRecord())).toBe(
      [
        "emulate: profile 'hbf-50gbps', case nominal: bound",
        '  asked     tier.readBandwidth 50 GB/s, tier.buffer 64 MiB',
        '  applied   tier.unitSize 4 MiB, tier.effectiveBandwidth 50 GB/s, tier.residency 25 %, tier.seed 1',
        '  held      100 MiB, 25 MiB of it resident',
        '  fetched   12.8 GB at 49.61 GB/s while the link was busy (256 ms)',
        '  waits     3052, 78.64 us on average (by the clock p50 79 us, p99 100 us), 240 ms in all, of which 2 ms in stalls',
        '  own time  40 ms; waits took 2 ms longer than asked',
        '  program   12.35 s of wall time, exit code 0',
        '',
      ].join('\n'),
    );
  });

  it('gives the reason of a verdict, and every warning', () => {
    const lines = linesOf({
      verdict: { verdict: 'not-binding', why: 'Expected this, got that.' },
      verdicts: {},
      evidence: [],
      applied: {},
      warnings: ['tier: whole units are charged'],
    });
    expect(lines).toEqual([
      "emulate: profile 'hbf-50gbps', case nominal: not-binding",
      '  because   Expected this, got that.',
      '  asked     tier.readBandwidth 50 GB/s, tier.buffer 64 MiB',
      '  applied   nothing',
      '  program   12.35 s of wall time, exit code 0',
      '  warning   tier: whole units are charged',
      '',
    ]);
  });

  it('is short where nothing was limited', () => {
    const nothing = { constraints: {}, asked: {}, applied: {}, evidence: [] };
    const end = { how: 'killed-by-signal', signal: 'SIGINT' } as const;
    expect(linesOf({ ...nothing, case: 'baseline', end })).toEqual([
      "emulate: profile 'hbf-50gbps', case baseline: bound",
      '  asked     nothing',
      '  applied   nothing',
      '  program   12.35 s of wall time, killed by SIGINT',
      '',
    ]);
  });

  it('names no bandwidth and no waits where there were none', () => {
    const evidence = [
      makeTierEvidence({ bytesFetched: 0, linkBusyNs: 0, latenessNs: 0, waits: 0, waitNs: 0 }),
    ];
    expect(linesOf({ evidence })).toEqual(
      expect.arrayContaining(['  fetched   0 B (link busy for 0 ns)', '  waits     none']),
    );
  });
});

describe("the evidence of the kernel's constraints, as text", () => {
  it('says what was counted of each', () => {
    const lines = linesOf({
      constraints: { memory: { max: { kind: 'bytes', bytes: 60 * 2 ** 20 }, swap: 0 } },
      applied: { 'memory.max': 60 * 2 ** 20, 'memory.swap': 0, 'io.readIops': 5000 },
      evidence: [
        makeScopeEvidence(),
        makeMemoryEvidence({ pressureNs: 2e9 }),
        makeIoEvidence({ pressureNs: 8e9 }),
        makePageCacheEvidence(),
        makeBackgroundEvidence(),
        makeCpuEvidence(),
        makeVolumeEvidence(),
        makeStartEvidence({ asked: undefined, evictedFor: 'memory', residentBytes: 0 }),
      ],
    });
    expect(lines.slice(1)).toEqual([
      '  asked     memory.max 60 MiB, memory.swap 0 B',
      '  applied   memory.max 60 MiB, memory.swap 0 B, io.readIops 5000',
      '  scope     cgroup-v2, /sys/fs/cgroup/emulate-1-0',
      '  memory    up to 60 MiB, page cache up to 52 MiB, without a file up to 8 MiB, swap up to 0 B',
      '  pressure  limit met 1234 times, 1000 MiB read again, 5678 page faults waited for a device, 2 s of waiting for memory',
      '  read      1.9 GB at 190 MB/s, 201 MB/s in the busiest 0.4 s; 2 GB from /dev/vda by all; 8 s of waiting for devices',
      '  evicted   1.98 GB at 198 MB/s, 1.8 GB read again, less than asked in 2 of 100 turns',
      '  fio       randread on /dev/vda: 298 MB/s beside the workload, 299 MB/s before, latencies p50 400 us, p99 2 ms (fio-3.33)',
      '  cpu       processors 0-1',
      '  volume    xfs in ram on /dev/zram0, read-ahead 2 MiB, the copy has the SHA-256 of the model',
      '  start     0 B of 100 MiB of the model in memory, evicted for memory',
      '  program   12.35 s of wall time, exit code 0',
      '',
    ]);
  });

  it('leaves out what the kernel does not tell, and says whose reads it counted', () => {
    const lines = linesOf({
      evidence: [
        { kind: 'memory', modelBytes: 0, oomKills: 1 },
        makeIoEvidence({ readBytes: undefined }),
        makePageCacheEvidence({ drop: undefined }),
        makeBackgroundEvidence({ latencyP50Ns: undefined }),
        makeVolumeEvidence({ verified: false }),
        makeStartEvidence({ asked: 'cold', residentBytes: undefined }),
      ],
    });
    expect(lines.slice(3, -2)).toEqual([
      '  pressure  killed once',
      '  read      2 GB at 200 MB/s, 201 MB/s in the busiest 0.4 s, counted for the whole device from /dev/vda',
      '  fio       randread on /dev/vda: 298 MB/s beside the workload, 299 MB/s before (fio-3.33)',
      '  volume    xfs in ram on /dev/zram0, read-ahead 2 MiB, the copy is not the model',
      '  start     it is not known what of the model was in memory, cold asked',
    ]);
  });

  it('says what was seen in the last quarter', () => {
    const memory = { anonymousBytesLate: 6 * 2 ** 20, refaultedBytesLate: 2 ** 20 };
    const lines = linesOf({
      evidence: [makeMemoryEvidence(memory), makeIoEvidence({ busiestBytesPerSecondLate: 198e6 })],
    });
    expect(lines.slice(3, -2)).toEqual([
      '  memory    up to 60 MiB, page cache up to 52 MiB, without a file up to 8 MiB, 6 MiB of that in the last quarter, swap up to 0 B',
      '  pressure  limit met 1234 times, 1000 MiB read again, 1 MiB of that in the last quarter, 5678 page faults waited for a device',
      '  read      1.9 GB at 190 MB/s, 201 MB/s in the busiest 0.4 s (198 MB/s in that of the last quarter); 2 GB from /dev/vda by all',
    ]);
  });

  it('gives the reason for each constraint where there are several', () => {
    const memory = { verdict: 'not-binding', why: 'It was never met.' } as const;
    const io = { verdict: 'violated', why: 'It was not kept.' } as const;
    const lines = linesOf({ verdict: io, verdicts: { memory, io } });
    expect(lines.slice(0, 3)).toEqual([
      "emulate: profile 'hbf-50gbps', case nominal: violated",
      '  because   memory not-binding: It was never met.',
      '  because   io violated: It was not kept.',
    ]);
    const [, only] = linesOf({ verdict: io, verdicts: { io } });
    expect(only).toBe('  because   It was not kept.');
  });
});

describe('the evidence on a program, as JSON', () => {
  it('is the record with the version of its schema and the exit code', () => {
    const record = makeRecord();
    const text = renderExecJson(record, 3);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual({ schemaVersion: 1, ...record, exitCode: 3 });
  });
});
