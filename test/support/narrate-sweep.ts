import process from 'node:process';
import { listenForCancel } from '../../src/cli/cancel.ts';
import { processIo } from '../../src/cli/io.ts';
import { createNarrator } from '../../src/cli/observer.ts';
import { eventsOfSweep } from './live-state.ts';

/** Tells on this process's streams what a sweep told that was recorded, up to its middle, and waits there for a signal. */
const io = processIo();
const has = (option: string): boolean => process.argv.includes(option);
const events = eventsOfSweep();
const middle = events.findIndex(({ kind }, at) => kind === 'run-ended' && at > events.length / 2);

using cancel = listenForCancel();
{
  using narrator = createNarrator(io, {
    progress: !has('--no-progress'),
    quiet: has('--quiet'),
    verbose: 0,
  });
  for (const event of events.slice(0, middle)) narrator.observe(event);
  // A signal alone does not keep a process.
  const awake = setInterval(() => undefined, 1000);
  await new Promise((resolve) => {
    cancel.signal.addEventListener('abort', resolve);
  });
  clearInterval(awake);
}
io.out('the result\n');
