import { readFileSync } from 'node:fs';
import { packagePaths } from './paths.ts';

/** This program's version, from its package. Read without a schema, whose library takes longer to load than the rest. */
export const toolVersion = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(packagePaths.manifest, 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error("Internal error: the package's manifest names no version");
};
