import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../src/model/doctor/diagnose.ts';
import type { Finding } from '../../../../src/model/doctor/finding.ts';
import type { Inspection } from '../../../../src/model/doctor/inspection.ts';
import { failed, success } from '../../../../src/model/result.ts';
import {
  makeBareInspection,
  makeInspection,
  miss,
  scopeLook,
} from '../../../support/inspection.ts';

const find = (id: string, given: Partial<Inspection> = {}): Finding => {
  const found = diagnose(makeInspection(given)).findings.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no finding '${id}'`);
  return found;
};

describe('the diagnosis of a host', () => {
  it('has one finding for each mechanism, always in the same order', () => {
    const ids = [
      ...['tier', 'llama-bench', 'model'],
      ...['scope-systemd', 'scope-systemd-user', 'scope-cgroup-v2', 'scope-cgroup-v1'],
      ...['io-device', 'volume', 'page-cache', 'background', 'disturbances', 'idle', 'room'],
    ];
    expect(diagnose(makeInspection()).findings.map(({ id }) => id)).toEqual(ids);
    expect(diagnose(makeBareInspection()).findings.map(({ id }) => id)).toEqual(ids);
  });

  it('says why and how to get it wherever the answer is not yes', () => {
    for (const inspection of [makeInspection(), makeBareInspection()])
      for (const { answer, misses } of diagnose(inspection).findings) {
        if (answer !== 'yes') expect(misses).not.toEqual([]);
        for (const { what, remedy } of misses) {
          expect(what).not.toBe('');
          expect(remedy).not.toBe('');
        }
      }
  });

  it('is that something can be measured where one profile can be run', () => {
    const lacks = [{ part: 'scope', misses: [miss('x')] }];
    const none = diagnose(makeInspection({ profiles: [{ name: 'a', lacks }] }));
    expect(none.canMeasure).toBe(false);
    const one = diagnose(
      makeInspection({
        profiles: [
          { name: 'a', lacks },
          { name: 'b', lacks: [] },
        ],
      }),
    );
    expect(one.canMeasure).toBe(true);
    expect(one.profiles.map(({ canRun }) => canRun)).toEqual([false, true]);
  });

  it('is that nothing can be measured without the library, llama-bench or the model', () => {
    for (const given of [
      { library: failed([miss('cc')]) },
      { bench: failed([miss('git')]) },
      { model: failed([miss('m.gguf')]) },
      { surroundings: { isWsl: false } },
    ] as const) {
      const { canMeasure, profiles } = diagnose(makeInspection(given));
      expect(canMeasure).toBe(false);
      expect(profiles.every(({ lacks }) => lacks.length === 1)).toBe(true);
    }
  });
});

describe('the tier', () => {
  it('is refused where the C library is another one', () => {
    expect(find('tier', { surroundings: { isWsl: false } })).toMatchObject({
      answer: 'no',
      misses: [{ what: expect.stringContaining('glibc') as string }],
    });
  });

  it('works in part where there are no huge pages', () => {
    const { host } = makeInspection();
    expect(find('tier', { host: { ...host, transparentHugePages: 'never' } }).answer).toBe('part');
    expect(find('tier', { host: { ...host, transparentHugePages: 'always' } }).answer).toBe('yes');
  });
});

describe('the model', () => {
  it('is in part of use where memory cannot hold it for a tier, or only just', () => {
    expect(find('model', { room: { availableBytes: 1e9 } })).toMatchObject({
      answer: 'part',
      misses: [{ what: expect.stringContaining('memory for the weights') as string }],
    });
    expect(find('model', { room: { availableBytes: 3e9 } })).toMatchObject({
      answer: 'part',
      misses: [{ what: expect.stringContaining('memory may run short') as string }],
    });
  });

  it('need not be there, nor llama-bench, where both can be made', () => {
    const model = success({ path: '/c/demo.gguf', bytes: 1e8, isThere: false });
    expect(find('model', { model })).toMatchObject({ answer: 'yes' });
    expect(find('llama-bench', { bench: success({ kind: 'buildable' }) }).answer).toBe('yes');
  });
});

describe('a kind of scope', () => {
  it('works in part with some of its controllers, and tells each thing that is missing once', () => {
    const lack = miss('io was not handed down');
    const scopes = [
      { kind: 'cgroup-v2' as const, controllers: { memory: [], io: [lack], cpu: [lack] } },
    ];
    expect(find('scope-cgroup-v2', { scopes })).toMatchObject({
      answer: 'part',
      found: 'memory; no io, no cpu',
      misses: [lack],
      isCovered: false,
    });
  });

  it('is not missed where other kinds can do what it cannot', () => {
    const scopes = [scopeLook('systemd', miss('not PID 1')), scopeLook('cgroup-v1')];
    expect(find('scope-systemd', { scopes })).toMatchObject({ answer: 'no', isCovered: true });
  });
});

describe('the disk and the volume', () => {
  it('stand in for each other', () => {
    const cap = failed([miss('overlay')]);
    expect(find('io-device', { cap })).toMatchObject({ answer: 'no', isCovered: true });
    const volumes = [{ backing: 'ram', misses: [miss('root')] }];
    expect(find('io-device', { cap, volumes }).isCovered).toBe(false);
    expect(find('volume')).toMatchObject({
      answer: 'part',
      found: 'backing: ram, file; not: zram',
      isCovered: true,
    });
  });
});

describe('the page cache', () => {
  it('works in part where nobody can prove an eviction, and not at all without one', () => {
    const lack = miss('fincore');
    expect(find('page-cache', { pageCache: { evicts: [], proves: [lack] } }).answer).toBe('part');
    expect(find('page-cache', { pageCache: { evicts: [lack], proves: [lack] } })).toMatchObject({
      answer: 'no',
      misses: [lack],
    });
  });

  it('is not guessed where nothing could be tried', () => {
    const pageCache = { evicts: undefined, proves: undefined };
    expect(find('page-cache', { pageCache })).toMatchObject({
      answer: 'part',
      misses: [{ what: expect.stringContaining('not tried') as string }],
    });
  });
});

describe('disturbances', () => {
  it('are told in part where the machine does not tell of all', () => {
    const activity = { wallNs: 1e9, cpus: 2, ranNs: 1e6, queuedNs: 0 };
    const { answer, found, misses } = find('disturbances', { activity });
    expect({ answer, found }).toEqual({ answer: 'part', found: 'seen: run queue' });
    expect(misses.map(({ what }) => what)).toEqual([
      'not told here: other programs',
      'not told here: steal',
      'not told here: quotas',
    ]);
  });

  it('of now are others that use more than the gate lets pass', () => {
    const activity = { wallNs: 1e9, cpus: 2, busyNs: 1.2e9, ownNs: 2e8 };
    expect(find('idle', { activity })).toMatchObject({
      answer: 'part',
      misses: [{ what: 'more than 10 % by others: such runs are marked and repeated' }],
    });
    expect(find('idle').answer).toBe('yes');
  });
});
