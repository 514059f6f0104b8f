import { z } from 'zod';
import { diagnose } from '../../model/doctor/diagnose.ts';
import { renderDoctor } from '../../report/doctor-text.ts';
import { createClock } from '../../system/clock.ts';
import { inspectHost } from '../doctor/inspect-host.ts';
import { exitCodes } from '../exit-code.ts';
import { noteTemporaries } from '../host-changes.ts';
import { createHostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { checkOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';

const DoctorOptions = z.object({
  model: z.string().min(1).optional(),
  'llama-bench': z.string().min(1).optional(),
  json: z.boolean().default(false),
  verbose: z.number().default(0),
});

/** Says what works on this host, what does not, why, and how to get it. Changes nothing. */
export const doctorCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(DoctorOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { model, 'llama-bench': llamaBench, json, verbose } = options.value;
  const ports = createHostPorts(createClock());
  await using _temporaries = noteTemporaries(ports.journal);
  const inspection = await inspectHost(
    {
      ...(model === undefined ? {} : { model }),
      ...(llamaBench === undefined ? {} : { llamaBench }),
    },
    io,
    ports,
  );
  if (!inspection.ok) return reportFailure(io, inspection.failure);
  const diagnosis = diagnose(inspection.value);
  const home = io.env['HOME'];
  const { toolVersion, host, state, surroundings } = inspection.value;
  io.out(
    json
      ? `${JSON.stringify({ schemaVersion: 1, toolVersion, host, state, surroundings, ...diagnosis }, undefined, 2)}\n`
      : renderDoctor(inspection.value, diagnosis, {
          everything: verbose > 0,
          ...(home === undefined ? {} : { home }),
        }),
  );
  return diagnosis.canMeasure ? exitCodes.done : exitCodes.notEnforceable;
};
