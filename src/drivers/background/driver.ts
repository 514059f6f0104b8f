import { resolveBackground, type BackgroundLoad } from '../../model/background/load.ts';
import type { Failure, Miss } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Scope } from '../../ports/scope.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  HeldFile,
} from '../../ports/constraint.ts';
import { loadArguments } from './argv.ts';
import type { BackgroundContext } from './context.ts';
import { createDataFiles } from './data-files.ts';
import { createLease } from './lease.ts';
import { chooseEngine, findFio, type FioProgram } from './program.ts';
import { rampLimitMs, rampUp } from './ramp.ts';

/** The driver of a sweep; leaving the block removes the files that its loads acted on. */
export interface BackgroundDriver extends ConstraintDriver, AsyncDisposable {}

/** Direct access works on whole sectors, and no disk has smaller ones. */
const sectorBytes = 512;

/** For a workload that nothing limits: below the longest time that a timer can take (2^31 - 1 ms). */
const longestMs = 20 * 24 * 3600_000;

/** Over and above the run: its constraints take time to come into force and to be looked at. */
const marginMs = 10 * 60_000;

const loadOf = ({ kind, constraints }: Case): BackgroundLoad | undefined =>
  constraints.background === undefined || kind === 'null'
    ? undefined
    : resolveBackground(constraints.background);

const blockMiss = ({ blockBytes }: BackgroundLoad): readonly Miss[] =>
  blockBytes % sectorBytes === 0
    ? []
    : [
        {
          what: `background.blockSize: expected a multiple of ${sectorBytes} B, which access past the page cache needs, got ${blockBytes} B`,
          remedy: `write it in KiB or MiB, e.g. '128 KiB'`,
        },
      ];

const sameMiss = (one: Miss, other: Miss): boolean =>
  one.what === other.what && one.remedy === other.remedy;

/**
 * fio beside the workload on the device that holds the model: in a scope of its own, so that it is
 * neither limited nor counted with the workload. It is steady before the workload begins.
 */
export const createBackgroundDriver = (context: BackgroundContext): BackgroundDriver => {
  const { clock, devices, maker, processes } = context;
  const dataFiles = createDataFiles(context);
  let found: FioProgram | undefined;

  const findOnce = async (): Promise<Result<FioProgram, Miss>> => {
    if (found !== undefined) return success(found);
    const fio = await findFio(processes);
    if (fio.ok) found = fio.value;
    return fio;
  };

  const deviceMiss = async ({ path }: HeldFile): Promise<readonly Miss[]> => {
    const chain = await devices.ofFile(path);
    if (chain.ok) return [];
    if (chain.failure.reason === 'missing-requirements') return chain.failure.misses;
    const { message, hint } = renderFailure(chain.failure);
    return [
      {
        what: `the background load needs the model's device: ${message}`,
        remedy: hint ?? "put the model on a local disk, or add 'volume: {}' to the constraints",
      },
    ];
  };

  /** Its own counters are for people who look; fio's are the evidence, so nothing depends on them. */
  const openScope = async (name: string): Promise<Result<Scope, Failure>> => {
    const counted = { name, limits: {}, controllers: ['io'] } as const;
    const misses = await maker.check(counted);
    return maker.open(misses.length === 0 ? counted : { ...counted, controllers: [] });
  };

  const lacking = (miss: Miss): Result<never, Failure> =>
    failed({ reason: 'missing-requirements', misses: [miss] });

  const acquireLoad = async (
    request: ConstraintRequest,
    load: BackgroundLoad,
  ): Promise<Result<ConstraintLease, Failure>> => {
    const fio = await findOnce();
    if (!fio.ok) return lacking(fio.failure);
    const engine = chooseEngine(fio.value, load.queueDepth);
    if (!engine.ok) return lacking(engine.failure);
    const chain = await devices.ofFile(request.model.path);
    if (!chain.ok) return chain;
    const { seed } = request;
    const file = await dataFiles.prepare(fio.value, request.model, {
      blockBytes: load.blockBytes,
      seed,
    });
    if (!file.ok) return file;
    const home = await openScope(`emulate-${request.name}-background`);
    if (!home.ok) return home;
    const limitMs = Math.min(longestMs, (context.runLimitMs ?? longestMs) + rampLimitMs + marginMs);
    const { bytes, folder } = file.value;
    const running = await rampUp(processes, clock, load, {
      command: [
        ...home.value.entry,
        fio.value.command,
        ...loadArguments(load, { engine: engine.value, bytes, limitMs, seed }),
      ],
      folder,
      timeoutMs: limitMs + 60_000,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    if (!running.ok) {
      await home.value[Symbol.asyncDispose]();
      return running;
    }
    const device = chain.value.device.path;
    return success(createLease({ load, running: running.value, home: home.value, device }, clock));
  };

  return {
    name: 'background',

    // The null case is without a load, and nothing but the load is the machinery.
    concerns: (subject) => loadOf(subject) !== undefined,

    async check(cases, model): Promise<readonly Miss[]> {
      const fio = await findOnce();
      const misses: Miss[] = fio.ok ? [] : [fio.failure];
      misses.push(
        ...(await maker.check({ name: 'emulate-background', limits: {}, controllers: [] })),
      );
      for (const each of cases) {
        const load = loadOf(each);
        if (load === undefined) continue;
        const engine = fio.ok ? chooseEngine(fio.value, load.queueDepth) : undefined;
        if (engine?.ok === false) misses.push(engine.failure);
        misses.push(...blockMiss(load));
        // A volume is made for the run, with a device and with room for the file.
        if (each.constraints.volume !== undefined) continue;
        misses.push(...(await deviceMiss(model)));
        const space = await dataFiles.check(model, load.blockBytes);
        if (space !== undefined) misses.push(space);
      }
      return misses.filter((miss, at) => misses.findIndex((each) => sameMiss(each, miss)) === at);
    },

    acquire(request): Promise<Result<ConstraintLease, Failure>> {
      const load = loadOf(request.case);
      if (load === undefined)
        throw new Error(`Internal error: no background load in the case '${request.case.id}'`);
      return acquireLoad(request, load);
    },

    [Symbol.asyncDispose]: () => dataFiles[Symbol.asyncDispose](),
  };
};
