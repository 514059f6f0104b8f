import process from 'node:process';
import type { Observer } from '../model/event.ts';
import type { ProcessRunner } from '../ports/process-runner.ts';
import type { Compiled, CompileContext } from '../system/compiled.ts';
import { createFiles } from '../system/files.ts';
import { cacheFolder, packagePaths } from './paths.ts';

/** The library that is loaded into workloads. Floating-point operations are rounded one by one, as in the model's own arithmetic. */
export const tierLibrary: Compiled = {
  noun: 'tier library',
  name: 'tier-pager',
  file: 'tier-pager.so',
  source: packagePaths.tierPagerSource,
  flags: [
    '-std=c11',
    '-O2',
    '-ffp-contract=off',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-Wall',
    '-Wextra',
  ],
  libraries: ['-ldl', '-lm'],
};

/** The program that calibration reads memory with. */
export const touchReader: Compiled = {
  noun: 'touch reader',
  name: 'touch-reader',
  file: 'touch-reader',
  source: packagePaths.touchReaderSource,
  flags: ['-std=c11', '-O2', '-Wall', '-Wextra', '-pthread'],
  libraries: [],
};

/** Compiling with this host's compiler into this user's cache. */
export const compileContext = (processes: ProcessRunner, observe: Observer): CompileContext => ({
  files: createFiles(),
  processes,
  observe,
  cacheFolder: cacheFolder(),
  architecture: process.arch,
});
