/** Loaded into the tool before its own code: says at its end what it has used. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(
    process.env['SCALE_USAGE'] ?? '',
    JSON.stringify({ maxRSS, userCPUTime, systemCPUTime }),
  );
});
