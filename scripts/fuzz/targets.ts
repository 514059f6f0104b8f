import type { LoadTarget } from './target.ts';
import { loadCounters } from './targets/counters.ts';
import { loadCsv } from './targets/csv.ts';
import { loadFio } from './targets/fio.ts';
import { loadGguf } from './targets/gguf.ts';
import { loadJournal } from './targets/journal.ts';
import { loadLlamaBench } from './targets/llama-bench.ts';
import { loadOverrides } from './targets/overrides.ts';
import { loadProfiles } from './targets/profile.ts';
import { loadReport } from './targets/report.ts';
import { loadResults } from './targets/results.ts';
import { loadSaved } from './targets/saved.ts';
import { loadUnits } from './targets/units.ts';

/** Everything that reads what this program did not write, or wrote long ago. */
export const targets: Readonly<Record<string, LoadTarget>> = {
  profile: loadProfiles,
  overrides: loadOverrides,
  units: loadUnits,
  'llama-bench': loadLlamaBench,
  fio: loadFio,
  results: loadResults,
  report: loadReport,
  csv: loadCsv,
  gguf: loadGguf,
  journal: loadJournal,
  counters: loadCounters,
  saved: loadSaved,
};
