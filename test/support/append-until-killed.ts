/** Appends runs to the log in the folder that is given, as fast as it can, until it is killed. */
import { argv, stdout } from 'node:process';
import { openRunLog } from '../../src/store/run-log.ts';
import { makeRunRecord, makeSample } from './factory.ts';

const opened = await openRunLog(argv[2] ?? '');
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
const stepsNs = Array.from({ length: 2000 }, (_, at) => 20_000_000 + at);
for (let index = 0; ; index += 1) {
  const record = makeRunRecord({ index, samples: [makeSample({ stepsNs })] });
  const appended = await opened.value.append(record);
  if (!appended.ok) throw new Error(JSON.stringify(appended.failure));
  stdout.write(`${index}\n`);
}
