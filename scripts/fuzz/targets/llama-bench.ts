import type { ProcessEnd } from '../../../src/model/process-end.ts';
import { readLlamaBench } from '../../../src/workloads/llama-bench/read.ts';
import type { Chance } from '../chance.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateValue } from '../mutate-value.ts';
import {
  insist,
  insistFailure,
  insistFinite,
  insistNumbers,
  insistShowable,
} from '../properties.ts';
import { readSample, textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const asked = {
  tests: [
    { prompt: 16, gen: 0, depth: 0 },
    { prompt: 0, gen: 8, depth: 0 },
  ],
  threads: 2,
  loadMode: 'mmap',
};

const ends: readonly ProcessEnd[] = [
  { how: 'exited', code: 0 },
  { how: 'exited', code: 0 },
  { how: 'exited', code: 1 },
  { how: 'exited', code: 137 },
  { how: 'killed-by-signal', signal: 'SIGBUS' },
  { how: 'timed-out', limitMs: 1000 },
  { how: 'flooded', limitBytes: 1000 },
];

export const loadLlamaBench: LoadTarget = async () => {
  const stdout = await readSample('test/fixtures/llama-bench/results.jsonl');
  const stderr = await readSample('test/fixtures/llama-bench/results.stderr.txt');
  const lines = stdout.trim().split('\n');
  const values = lines.map((line) => JSON.parse(line) as unknown);
  const makeOutput = (chance: Chance): Uint8Array | string => {
    switch (chance.below(4)) {
      case 0:
        return mutateBytes(chance, Buffer.from(stdout));
      case 1:
        return mutateText(chance, stdout);
      default:
        return values
          .map((value) => JSON.stringify(chance.oneIn(2) ? value : mutateValue(chance, value)))
          .join('\n');
    }
  };
  return {
    name: 'llama-bench',
    make: (chance) => ({
      stdout: makeOutput(chance),
      stderr: chance.oneIn(2) ? mutateText(chance, stderr) : '',
      end: JSON.stringify(chance.pick(ends)),
    }),
    check: (input) => {
      const end = JSON.parse(textOf(input['end'])) as ProcessEnd;
      const texts = { stdout: textOf(input['stdout']), stderr: textOf(input['stderr']) };
      const reading = readLlamaBench({ end, ...texts, durationMs: 1, pid: 1 } as never, asked);
      insistNumbers(reading.tests);
      for (const { test, repetitionsNs } of reading.tests)
        for (const each of repetitionsNs) insistNumbers((test.prompt + test.gen) / (each / 1e9));
      insist(reading.tests.length <= asked.tests.length, 'there are more tests than asked for');
      insistFinite(reading.facts);
      for (const warning of reading.warnings) insistShowable(warning);
      insist(reading.warnings.length < 100, `${reading.warnings.length} warnings`);
      if (reading.failure === undefined) return 'taken';
      insistFailure(reading.failure);
      return 'refused';
    },
  };
};
