import { runSuite } from '../suite.ts';
import { bursts } from './parts/bursts.ts';
import { oneLevel } from './parts/one-level.ts';

/** Shows what the disturbance gate changes: the same sweep in peace, and beside programs that compute. */
await runSuite({
  name: 'disturbance',
  repeatNote: '; rounds of a sweep, 8 at least',
  hasScopes: false,
  parts: [oneLevel, bursts],
  furnish: (shop) => Promise.resolve(shop),
});
