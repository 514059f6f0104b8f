#!/usr/bin/env node
import process from 'node:process';
import { exitCodes } from './exit-code.ts';
import { processIo } from './io.ts';
import { useRootPath } from './root-path.ts';
import { runCli } from './run-cli.ts';

const io = processIo();
const leftOut = useRootPath();
const exitCode = await runCli(process.argv.slice(2), io);
// A program that is not found may well be there, for the user who called sudo.
const isMissing = exitCode === exitCodes.notEnforceable || exitCode === exitCodes.notFound;
if (isMissing && leftOut.length > 0)
  io.err(
    `emulate: as root, no programs were looked for in ${leftOut.map((folder) => `'${folder}'`).join(', ')} of PATH, ` +
      'because other users could put theirs there\n',
  );
process.exitCode = exitCode;
