import { runSuite } from '../suite.ts';
import type { Workshop } from '../workshop.ts';
import { closedForm } from './parts/closed-form.ts';
import { coverage } from './parts/coverage.ts';
import { width } from './parts/width.ts';

/** Proves requirements by simulation: sweeps whose true requirement is known. Needs neither an idle machine nor a build. */
await runSuite<Workshop>({
  name: 'solve',
  repeatNote: '; simulations are always of 2000 sweeps a row',
  hasScopes: false,
  parts: [coverage, width, closedForm],
  furnish: (shop) => Promise.resolve(shop),
});
