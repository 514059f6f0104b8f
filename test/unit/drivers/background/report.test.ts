import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../../src/drivers/background/documents.ts';
import { parseReport } from '../../../../src/drivers/background/report.ts';
import { fioOutput } from '../../../support/captured.ts';
import { fioDocument } from '../../../support/fake-fio.ts';

const reportsIn = (name: string) => {
  const reports: ReturnType<typeof parseReport>[] = [];
  const reader = createDocumentReader((document) => reports.push(parseReport(document)));
  for (const line of fioOutput(name).split('\n')) reader.take(line);
  return reports;
};

describe('parseReport', () => {
  it('reads what a real fio reported while it ran, and in the end', () => {
    expect(reportsIn('randread-20MBps.stdout.txt')).toMatchInlineSnapshot(`
      [
        {
          "applied": {
            "background.blockSize": 131072,
            "background.jobs": 1,
            "background.queueDepth": 8,
            "background.rate": 20000000,
          },
          "bytes": 7471104,
          "error": 0,
          "latencyP50Ns": 250880,
          "latencyP99Ns": 11862016,
          "operations": 58,
          "runtimeMs": 368,
          "version": "fio-3.33",
        },
        {
          "applied": {
            "background.blockSize": 131072,
            "background.jobs": 1,
            "background.queueDepth": 8,
            "background.rate": 20000000,
          },
          "bytes": 17432576,
          "error": 0,
          "latencyP50Ns": 242688,
          "latencyP99Ns": 11862016,
          "operations": 134,
          "runtimeMs": 869,
          "version": "fio-3.33",
        },
        {
          "applied": {
            "background.blockSize": 131072,
            "background.jobs": 1,
            "background.queueDepth": 8,
            "background.rate": 20000000,
          },
          "bytes": 19660800,
          "error": 0,
          "latencyP50Ns": 228352,
          "latencyP99Ns": 11862016,
          "operations": 150,
          "runtimeMs": 984,
          "version": "fio-3.33",
        },
      ]
    `);
  });

  it('reads the load that two jobs make of reads and writes together', () => {
    expect(reportsIn('randrw-2-jobs.stdout.txt').at(-1)).toMatchInlineSnapshot(`
      {
        "applied": {
          "background.blockSize": 65536,
          "background.jobs": 2,
          "background.queueDepth": 4,
          "background.rate": 20000000,
        },
        "bytes": 9699328,
        "error": 0,
        "latencyP50Ns": 337920,
        "latencyP99Ns": 2637824,
        "operations": 148,
        "runtimeMs": 486,
        "version": "fio-3.33",
      }
    `);
  });

  it('reads the error of a job', () => {
    expect(reportsIn('odd-block-size.stdout.txt')).toMatchObject([{ error: 22, bytes: 0 }]);
  });

  it('adds up jobs that are reported apart, and takes the latencies of the busiest', () => {
    const [one, other] = [
      fioDocument({ runtimeMs: 900, bytes: 100, operations: 1, p50Ns: 1, p99Ns: 2 }),
      fioDocument({ runtimeMs: 950, bytes: 900, operations: 9, error: 5, p50Ns: 3, p99Ns: 4 }),
    ].map((text) => JSON.parse(text) as { jobs: unknown[] });
    const both = { ...one, jobs: [...(one?.jobs ?? []), ...(other?.jobs ?? [])] };
    expect(parseReport(JSON.stringify(both))).toEqual({
      version: 'fio-3.33',
      runtimeMs: 950,
      bytes: 1000,
      operations: 10,
      error: 5,
      latencyP50Ns: 3,
      latencyP99Ns: 4,
      applied: {},
    });
  });

  it('has no latencies before the first access', () => {
    const report = parseReport(fioDocument({ runtimeMs: 0, bytes: 0 }));
    expect(report).not.toHaveProperty('latencyP50Ns');
    expect(report).not.toHaveProperty('latencyP99Ns');
  });

  it.each(['', '{', '{}', '[]', '{"fio version":"fio-3.33","jobs":[]}'])(
    'makes nothing of %j',
    (text) => {
      expect(parseReport(text)).toBeUndefined();
    },
  );

  it('never throws, and reads back what was counted', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), (text, runtimeMs, operations) => {
        parseReport(text);
        const bytes = operations * 4096;
        expect(parseReport(fioDocument({ runtimeMs, bytes, operations }))).toMatchObject({
          runtimeMs,
          bytes,
          operations,
        });
      }),
    );
  });
});
