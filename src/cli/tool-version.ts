import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packagePaths } from './paths.ts';

const PackageManifest = z.object({ version: z.string() });

/** This program's version, from its package. */
export const toolVersion = (): string =>
  PackageManifest.parse(JSON.parse(readFileSync(packagePaths.manifest, 'utf8'))).version;
