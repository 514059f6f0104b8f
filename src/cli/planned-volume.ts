import { join } from 'node:path';
import type { VolumeRequest } from '../drivers/volume/volume.ts';
import { backgroundFile } from '../model/background/data-file-size.ts';
import type { Case } from '../model/plan.ts';
import { stateFolder } from './paths.ts';

/** Of a volume, what does not depend on the sweep that it is made for. */
export type PlannedVolume = Pick<VolumeRequest, 'constraint' | 'room' | 'parent'>;

/** The one volume of a plan, for only its read-ahead can differ between cases; undefined without one. */
export const plannedVolume = (cases: readonly Case[]): PlannedVolume | undefined => {
  const constraint = cases.find(({ constraints }) => constraints.volume !== undefined)?.constraints
    .volume;
  if (constraint === undefined) return undefined;
  const hasLoad = cases.some(({ constraints }) => constraints.background !== undefined);
  return {
    constraint,
    ...(hasLoad ? { room: backgroundFile.usual + backgroundFile.spare } : {}),
    parent: join(stateFolder(), 'volumes'),
  };
};
