import { countText } from '../model/count-text.ts';
import type { Session } from '../model/manifest.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Findings } from './findings.ts';

/** The round that was begun in the session before this one and ended in this one, if any; from 1. */
const splitRound = (runs: readonly RunRecord[], { runsBefore }: Session): readonly number[] => {
  const [last, first] = [runs[runsBefore - 1], runs[runsBefore]];
  return last !== undefined && last.round === first?.round && last.round >= 0
    ? [last.round + 1]
    : [];
};

const describeSession = (session: Session, former: Session | undefined): string => {
  const isReboot = former !== undefined && former.bootId !== session.bootId;
  const after =
    session.runsBefore === 0 ? '' : ` after ${countText(session.runsBefore, 'recorded run')}`;
  return `${session.startedUtc}${after}${isReboot ? ', on the machine started anew' : ''}`;
};

/** In which parts a sweep was made that was interrupted; empty where it was not. */
export const describeSessions = ({ manifest, runs }: Findings): string => {
  const { sessions = [] } = manifest;
  if (sessions.length < 2) return '';
  const begun = sessions.map((each, at) => describeSession(each, sessions[at - 1]));
  const split = sessions.flatMap((each) => splitRound(runs, each));
  return [
    `The sweep was interrupted, and made in ${sessions.length} sessions: ${begun.join('; ')}.`,
    ...(split.length === 0
      ? []
      : [
          `Runs of ${split.length === 1 ? 'round' : 'rounds'} ${split.join(', ')} are in two of them, and so further apart than those of other rounds.`,
        ]),
  ].join(' ');
};
