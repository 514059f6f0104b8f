import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import { readVersion2Facts, type Version2Facts } from './cgroup-v2-facts.ts';
import type { CgroupContext } from './context.ts';
import { chooseHome, handDown, type Home } from './home.ts';
import { startSteps, type Undoing } from './step.ts';

/** A place below which one scope is made. */
export interface Lodging {
  readonly folder: string;
  /** To be called when the scope is gone. What was changed for it is undone with the last scope. */
  leave(): Promise<Result<void, Failure>>;
}

/** Finds a place for each scope. Scopes that are there together share one that had to be made ready. */
export interface Homes {
  /** This host as it is when this process is where it came from, which it may not be now. */
  facts(): Promise<Result<Version2Facts, Failure>>;
  lodge(controllers: readonly string[], selfName: string): Promise<Result<Lodging, Failure>>;
}

interface Prepared {
  /** As they were before. */
  readonly facts: Version2Facts;
  readonly home: Home;
  readonly handedDown: Set<string>;
  readonly done: Undoing;
  guests: number;
}

const prepare = async (
  context: CgroupContext,
  controllers: readonly string[],
  selfName: string,
): Promise<Result<Prepared, Failure>> => {
  const facts = await readVersion2Facts(context.files);
  if (!facts.ok) return facts;
  const home = chooseHome(facts.value, controllers, { pid: context.pid, selfName });
  if (!home.ok) return failed({ reason: 'missing-requirements', misses: [home.failure] });
  const done = startSteps(context);
  const performed = await done.perform(home.value.steps);
  if (!performed.ok) return performed;
  const handedDown = new Set([...home.value.group.handedDown, ...controllers]);
  return success({ facts: facts.value, home: home.value, handedDown, done, guests: 0 });
};

/** A scope beside others may want a controller that those did without. */
const extend = async (
  prepared: Prepared,
  controllers: readonly string[],
): Promise<Result<Prepared, Failure>> => {
  const { home, handedDown, done } = prepared;
  const more = controllers.filter((name) => !handedDown.has(name));
  const performed = await done.perform(handDown(home.group.folder, more));
  if (!performed.ok) return performed;
  for (const name of more) handedDown.add(name);
  return success(prepared);
};

/** No place is ready yet. */
export const createHomes = (context: CgroupContext): Homes => {
  let current: Prepared | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: two at once would both move this process. */
  const inTurn = <Value>(action: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(action);
    last = turn.catch(() => undefined);
    return turn;
  };

  const leave = async (prepared: Prepared): Promise<Result<void, Failure>> => {
    if (prepared.guests > 1) {
      prepared.guests -= 1;
      return success(undefined);
    }
    const undone = await prepared.done.undo();
    if (!undone.ok) return undone;
    prepared.guests = 0;
    if (current === prepared) current = undefined;
    return undone;
  };

  return {
    facts: async () =>
      current === undefined ? readVersion2Facts(context.files) : success(current.facts),
    lodge: (controllers, selfName) =>
      inTurn(async () => {
        const shared = current;
        const found =
          shared === undefined
            ? await prepare(context, controllers, selfName)
            : await extend(shared, controllers);
        if (!found.ok) return found;
        const prepared = found.value;
        if (prepared.home.isPrepared) current = prepared;
        prepared.guests += 1;
        return success({
          folder: prepared.home.group.folder,
          leave: () => inTurn(() => leave(prepared)),
        });
      }),
  };
};
