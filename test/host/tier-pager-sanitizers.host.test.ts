import { afterAll, beforeAll, describe, it, expect, type TestContext } from 'vitest';
import {
  fine,
  makePagerRig,
  type Ended,
  type PagerRig,
  type TierSetting,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig([]);
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What a sanitizer is told: faults are for the tier's handler, not for its own. */
const options = {
  address: { ASAN_OPTIONS: 'handle_segv=0' },
  thread: { TSAN_OPTIONS: 'handle_segv=0' },
} as const;

type Sanitizer = keyof typeof options;

/** Sanitizers need some places of the address space for themselves: without chance they are free. */
const withoutChance = ['setarch', '-R'];

interface Check {
  readonly program: string;
  readonly subcommand: readonly string[];
  readonly stdout: RegExp;
  readonly tier?: TierSetting;
}

const compile = async (program: string, sanitizer: Sanitizer, context: TestContext) => {
  const { code, stderr } = await rig.compileLinked(program, [`-fsanitize=${sanitizer}`]);
  context.skip(/cannot find .*san|unrecognized|not supported/.test(stderr), stderr.trim());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
};

/**
 * A sanitizer's own allocator and calls do not mix with a preloaded library's, so the library is linked into
 * the program, and the program calls it under other names.
 */
const runChecks = async (
  sanitizer: Sanitizer,
  checks: readonly Check[],
  context: TestContext,
): Promise<void> => {
  const run = async ({ program, subcommand, tier }: Check): Promise<Ended> => {
    const command = [`${program}-linked`, ...subcommand];
    const { ended } = await rig.run(command, tier, options[sanitizer]);
    const isPlaceTaken = /unexpected memory mapping|Shadow memory range/.test(ended.stderr);
    return isPlaceTaken
      ? (await rig.run(command, tier, options[sanitizer], withoutChance)).ended
      : ended;
  };
  for (const program of new Set(checks.map((check) => check.program)))
    await compile(program, sanitizer, context);
  for (const check of checks) {
    const ended = await run(check);
    context.skip(
      /unexpected memory mapping|Shadow memory range|setarch/.test(ended.stderr),
      `the ${sanitizer} sanitizer does not run on this host: ${ended.stderr.trim()}`,
    );
    expect({ ...ended, of: check.subcommand }).toEqual({
      ...fine,
      stdout: expect.stringMatching(check.stdout) as string,
      of: check.subcommand,
    });
  }
};

const waits = { BUFFER_UNITS: 12, PREFETCH_UNITS: 3, LATENCY: '500000:30000,990000:200000' };
const noneWrong = /^wrong 0\b/;

const threads: readonly Check[] = [
  ['random', '8', '300'],
  ['together', '6', '200'],
  ['read', '4', '1'],
].map((subcommand) => ({
  program: 'pager-probe',
  subcommand,
  stdout: noneWrong,
  tier: waits,
}));

const mappings: readonly Check[] = [
  { program: 'pager-mappings', subcommand: ['by-threads'], stdout: noneWrong },
  { program: 'pager-mappings', subcommand: ['pieces'], stdout: noneWrong },
  { program: 'pager-mappings', subcommand: ['grow-written'], stdout: /^lost 0 wrong 0$/m },
];

const children: readonly Check[] = ['among-faults', 'in-threads'].map((subcommand) => ({
  program: 'pager-fork',
  subcommand: [subcommand],
  stdout: /^bad-children 0 wrong 0$/m,
  tier: waits,
}));

/** The thread sanitizer calls handlers with every signal blocked, so they could touch no weights. */
const signals: readonly Check[] = [
  { program: 'pager-signals', subcommand: ['timers'], stdout: /^alarmed 1 wrong 0$/m },
  { program: 'pager-signals', subcommand: ['touching-handler'], stdout: /^caught 3 wrong 0$/m },
  { program: 'pager-signals', subcommand: ['cancel'], stdout: noneWrong },
];

describe('the tier library', () => {
  it('has no races between threads that read', (context) => runChecks('thread', threads, context));

  it('has no races between threads that map and give back', (context) =>
    runChecks('thread', mappings, context));

  it('has no races where processes are made', (context) => runChecks('thread', children, context));

  it('uses no memory that is not its own', (context) =>
    runChecks('address', [...threads, ...mappings, ...signals], context));
});
