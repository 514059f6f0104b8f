import { mkdirSync, writeFileSync } from 'node:fs';
import { toolVersion } from '../src/cli/tool-version.ts';
import { renderManual } from './man/manual.ts';

/** Writes the manual page from the tables of --help. */
const target = new URL('../man/emulate.1', import.meta.url);
mkdirSync(new URL('.', target), { recursive: true });
writeFileSync(target, renderManual(toolVersion()));
