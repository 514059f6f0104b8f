import type { Change } from '../../src/report/html/theme-patch.ts';

export const applyChanges: (document: unknown, changes: readonly Change[]) => unknown;
