/** Makes a sweep of many runs with a program that hardly computes, and says whether the tool stayed as it was. */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable, words } from '../../src/report/markdown-table.ts';
import { judgeEffort, judgeHeld, judgeRate, type Finding } from './judge.ts';
import { renderCourse } from './course.ts';
import { casesOfSweep, soak } from './sweep.ts';

const usage = `usage: npm run soak -- [options]
  --runs N         runs to plan, at least (default: 20000, about half an hour)
  --look SECONDS   time between two looks at the tool's process (default: 5)
  --emulate FILE   the built program (default: dist/cli/main.js)
  --apart          in a network namespace of its own: other measurements on this host are not kept
                   waiting, and may disturb it (needs root)
  --tier-only      no limit of the kernel: no control group for each run
  --keep           leave the results where they are
  --show           show the sweep's own terminal`;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    look: { type: 'string', default: '5' },
    emulate: {
      type: 'string',
      default: fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url)),
    },
    apart: { type: 'boolean', default: false },
    'tier-only': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const renderFindings = (findings: readonly Finding[]): string =>
  renderTable(
    [words('what'), words('bound'), words('found'), words('met')],
    findings.map(({ what, bound, found, good }) => [what, bound, found, good ? 'yes' : '**no**']),
  );

const main = async (): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'emulate-soak-'));
  try {
    const soaked = await soak({
      rounds: Math.ceil(Number(options.runs) / casesOfSweep),
      program: options.emulate,
      folder,
      lookEveryMs: Number(options.look) * 1000,
      apart: options.apart,
      tierOnly: options['tier-only'],
      ...(options.show ? { say: (text: string) => process.stderr.write(text) } : {}),
    });
    const findings = [...judgeHeld(soaked), judgeEffort(soaked), judgeRate(soaked)];
    process.stdout.write(
      [
        renderCourse(soaked),
        '',
        renderFindings(findings),
        '',
        `The sweep ended with exit code ${soaked.exitCode}. Node ${process.version}; load average ${loadavg()[0]?.toFixed(2) ?? ''} at the end.`,
        ...(options.keep ? [`Results: ${soaked.folder}`] : []),
        '',
      ].join('\n'),
    );
    return findings.every(({ good }) => good) ? 0 : 1;
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
};

if (options.help) process.stdout.write(`${usage}\n`);
else process.exitCode = await main();
