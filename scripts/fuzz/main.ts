import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fuzzApart } from './fuzz-apart.ts';
import type { Finding, FuzzReport } from './fuzz.ts';
import { describeGrowth, grows } from './growth.ts';
import { targets } from './targets.ts';

const usage = `usage: npm run fuzz -- [options]
  --inputs N     inputs of each target (default: 100000)
  --target NAME  only this one, repeatable: ${Object.keys(targets).join(', ')}
  --seed N       another seed gives other inputs (default: 1)
  --first N      number of the first input, to try one again (default: 0)
  --save DIR     where inputs go for which something does not hold (default: in a temporary folder)`;

const { values: options } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    target: { type: 'string', multiple: true, default: Object.keys(targets) },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    save: { type: 'string', default: join(tmpdir(), 'emulate-fuzz-findings') },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const save = async (name: string, { index, problem, input }: Finding): Promise<void> => {
  const folder = resolve(options.save, `${name}-${options.seed}-${index}`);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(input)) await writeFile(join(folder, file), content);
  await writeFile(join(folder, 'problem.txt'), `${problem}\n`);
  print(`  ${problem.split('\n').slice(0, 4).join('\n  ')}`);
  print(`  input: ${folder}`);
  print(
    `  again: npm run fuzz -- --target ${name} --seed ${options.seed} --first ${index} --inputs 1`,
  );
};

const describe = (name: string, { tried, taken, seconds, slowest, heap }: FuzzReport): string =>
  [
    name.padEnd(12),
    `${tried} inputs`.padStart(14),
    `${taken} taken`.padStart(14),
    `${seconds.toFixed(1)} s`.padStart(9),
    `slowest ${slowest.ms.toFixed(0)} ms (input ${slowest.index}, ${slowest.bytes} bytes)`,
    describeGrowth(heap),
  ].join('  ');

if (options.help) print(usage);
else
  for (const name of options.target) {
    const inputs = {
      seed: Number(options.seed),
      first: Number(options.first),
      count: Number(options.inputs),
    };
    const report = await fuzzApart(name, inputs);
    print(describe(name, report));
    for (const finding of report.findings) await save(name, finding);
    if (report.findings.length > 0 || grows(report.heap)) process.exitCode = 1;
  }
