import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { interleave } from '../repeat.ts';

const usage = `usage: npm run bench:startup -- [options]
  --repeat N          starts of each command (default: 15)
  --patience SECONDS  longest wait for a quiet machine before each start (default: 60)
  --emulate FILE      the built program (default: dist/cli/main.js)`;

const { values: options } = parseArgs({
  options: {
    repeat: { type: 'string', default: '15' },
    patience: { type: 'string', default: '60' },
    emulate: {
      type: 'string',
      default: fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url)),
    },
    help: { type: 'boolean', default: false },
  },
});

/** What users wait for, and what a program does that does nothing. */
const commands: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'node -e 0', args: ['-e', '0'] },
  ...['--version', '--help', 'completion bash', 'profiles', 'plan --profile hbf-50gbps'].map(
    (line) => ({ name: `emulate ${line}`, args: [options.emulate, ...line.split(' ')] }),
  ),
];

/** Milliseconds from the start of a program to its end. */
const time = (args: readonly string[]): number => {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`'node ${args.join(' ')}' ended with ${String(status)}`);
  return performance.now() - began;
};

const print = async (): Promise<void> => {
  const measured = await interleave(
    commands.map(({ name, args }) => ({ name, measure: () => Promise.resolve(time(args)) })),
    {
      repeat: Number(options.repeat),
      patienceMs: Number(options.patience) * 1000,
      retries: 3,
      say: (text) => process.stderr.write(`${text}\n`),
    },
  );
  const rows = commands.map(({ name }) => {
    const times = measured.of(name).map(({ value }) => value);
    return { name, middle: median(times), least: Math.min(...times), most: Math.max(...times) };
  });
  const node = rows[0]?.middle ?? NaN;
  const lines = rows.map(
    ({ name, middle, least, most }) =>
      `| \`${name}\` | ${middle.toFixed(0)} | ${least.toFixed(0)} to ${most.toFixed(0)} | ${(middle / node).toFixed(2)} |`,
  );
  const disturbed = commands
    .flatMap(({ name }) => measured.of(name))
    .filter((each) => each.disturbed).length;
  process.stdout.write(
    [
      '| command | median, ms | least to most, ms | over `node -e 0` |',
      '| --- | --: | --: | --: |',
      ...lines,
      '',
      `${options.repeat} starts of each, interleaved; ${disturbed} of them disturbed by other programs. Node ${process.version}.`,
      '',
    ].join('\n'),
  );
};

/** Starts commands again and again, and says how long each takes beside a program that does nothing. */
if (options.help) process.stdout.write(`${usage}\n`);
else await print();
