import { describeUndone } from '../model/describe-change.ts';
import { hasRest, type Undone, type UndoReport } from '../model/undo-report.ts';

/** Lines below their heading; nothing when there are none. */
const block = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [[heading, ...lines.map((line) => `  ${line}`)].join('\n')];

const lineOfRest = (undone: Undone): string =>
  `${describeUndone(undone)}\n    why: ${undone.problem ?? ''}\n    note: ${undone.left.path}`;

const lineOfOwner = (pid: number, first: Undone['left']): string =>
  `process ${pid}, at ${first.utc}${first.restarted ? ', before this machine was started anew' : ''}`;

/** Each process that left something, with the time of its earliest note. */
const owners = (changes: readonly Undone[]): readonly string[] => {
  const first = new Map<number, Undone['left']>();
  for (const { left } of changes) {
    const known = first.get(left.pid);
    if (known === undefined || left.utc < known.utc) first.set(left.pid, left);
  }
  return [...first].map(([pid, left]) => lineOfOwner(pid, left));
};

/** What `emulate cleanup` found and did, for people. */
export const renderCleanup = (report: UndoReport, journal: string): string => {
  const { changes, torn, strange, elsewhere } = report;
  const those = (how: Undone['how']): readonly Undone[] =>
    changes.filter((each) => each.how === how);
  const gone = those('gone').length;
  const blocks = [
    ...block('Undone:', those('undone').map(describeUndone)),
    ...block('Would be undone:', those('found').map(describeUndone)),
    ...block('Could not be undone, and stays:', those('stays').map(lineOfRest)),
    ...block('Left alone:', those('untouched').map(lineOfRest)),
    ...block('Notes that were cut short, so that their change was never made:', torn),
    ...block(
      'Notes that this version does not understand or believe; remove them when nothing is left of what they name:',
      strange,
    ),
    ...block(
      "Notes of another container, where 'emulate cleanup' undoes what they name; remove them when it is gone:",
      elsewhere,
    ),
  ];
  if (blocks.length === 0 && !hasRest(report)) return 'Nothing was left behind.';
  return [
    ...blocks,
    ...(gone === 0 ? [] : [`Noted as well, but no longer there: ${gone}`]),
    ...block('Left by:', owners(changes.filter(({ how }) => how !== 'gone'))),
    `Journal: ${journal}`,
  ].join('\n\n');
};
