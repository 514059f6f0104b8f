import type { Controller } from '../scope.ts';
import { answerOf, distinctMisses, type Finding } from './finding.ts';
import type { Inspection, ScopeLook } from './inspection.ts';

const controllers: readonly Controller[] = ['memory', 'io', 'cpu'];

const can = ({ controllers: looks }: ScopeLook): readonly Controller[] =>
  controllers.filter((each) => looks[each].length === 0);

const scopeFinding = (look: ScopeLook, all: readonly ScopeLook[]): Finding => {
  const there = can(look);
  const missing = controllers.filter((each) => !there.includes(each));
  const others = all.filter((each) => each !== look).flatMap(can);
  return {
    id: `scope-${look.kind}`,
    name: look.kind,
    answer: answerOf(there.length, missing.length),
    serves: 'constraints.memory, io, cpu; background and pageCache live in one',
    found: [
      ...(there.length === 0 ? [] : [there.join(', ')]),
      ...(there.length === 0 || missing.length === 0 ? [] : [`no ${missing.join(', no ')}`]),
    ].join('; '),
    misses: distinctMisses(missing.flatMap((each) => look.controllers[each])),
    isCovered: missing.every((each) => others.includes(each)),
  };
};

/** Each kind of scope, with what it can limit. One kind that can limit everything is enough. */
export const scopeFindings = ({ scopes }: Inspection): readonly Finding[] =>
  scopes.map((look) => scopeFinding(look, scopes));

/** A disk to be capped. */
export const capFinding = ({ cap, volumes }: Inspection): Finding => ({
  id: 'io-device',
  name: "model's disk",
  answer: cap.ok ? 'yes' : 'no',
  serves: 'constraints.io and background without a volume',
  found: cap.ok ? `${cap.value.device} (${cap.value.filesystem})` : '',
  misses: cap.ok ? [] : cap.failure,
  isCovered: volumes.some(({ misses }) => misses.length === 0),
});

/** A block device of the sweep's own. */
export const volumeFinding = ({ volumes }: Inspection): Finding => {
  const there = volumes.filter(({ misses }) => misses.length === 0);
  const missing = volumes.filter(({ misses }) => misses.length > 0);
  const names = (some: typeof volumes): string => some.map(({ backing }) => backing).join(', ');
  return {
    id: 'volume',
    name: 'volume',
    answer: answerOf(there.length, missing.length),
    serves: 'constraints.volume',
    found: [
      ...(there.length === 0 ? [] : [`backing: ${names(there)}`]),
      ...(there.length === 0 || missing.length === 0 ? [] : [`not: ${names(missing)}`]),
    ].join('; '),
    misses: distinctMisses(missing.flatMap(({ misses }) => misses)),
    isCovered: there.length > 0,
  };
};

/** Eviction of files, and the proof of it. */
export const pageCacheFinding = ({ pageCache, uid }: Inspection): Finding => {
  const { evicts, proves } = pageCache;
  const own = {
    id: 'page-cache',
    name: 'page cache',
    serves: 'start: cold, constraints.pageCache.before, memory',
    isCovered: false,
  };
  if (evicts === undefined || proves === undefined)
    return {
      ...own,
      answer: 'part',
      found: '',
      misses: [
        {
          what: 'not tried: no file can be written beside the model',
          remedy: 'give write access to its folder to have it tried',
        },
      ],
    };
  const misses = distinctMisses([...evicts, ...proves]);
  const works = [
    ...(evicts.length === 0 ? ['GNU dd evicts'] : []),
    ...(proves.length === 0 ? ['fincore proves it'] : []),
  ];
  const isOwn = uid === 0 ? [] : ['--drop-global: root only'];
  return {
    ...own,
    answer: evicts.length > 0 ? 'no' : answerOf(works.length, misses.length),
    found: [...works, ...isOwn].join('; '),
    misses,
  };
};

/** Load beside the workload. */
export const loadFinding = ({ load }: Inspection): Finding => ({
  id: 'background',
  name: 'fio',
  answer: load.length === 0 ? 'yes' : 'no',
  serves: 'constraints.background',
  found: load.length === 0 ? 'is there (beside it a scope is needed, and a disk or volume)' : '',
  misses: load,
  isCovered: false,
});
