import { type Refused, refuse } from '../../model/refusal.ts';
import type { EffectQuestion, Effects } from '../estimate-effects.ts';
import { shortestBase } from '../plan-stages.ts';
import { whatIsCompared } from '../roll-out.ts';

const fewestClusters = 12;
const fewestTrainedClusters = 4;

/** Designs from which no estimate can come. */
export function refuseDesign(question: EffectQuestion): Refused | undefined {
  const { rollOut } = question;
  const observed = observedClusters(question);
  const trained = [...observed].filter((cluster) => (rollOut.stageOf[cluster] ?? -1) >= 0);
  if (trained.length === 0) {
    return refuse('nobody-observed', 'Nobody who was trained appears in the data of the measure.');
  }
  if (trained.length === observed.size && rollOut.stages.length === 1) {
    return refuse(
      'everyone-at-once',
      'Everyone was trained at the same time, so there is nobody to compare with.',
    );
  }
  if (observed.size < fewestClusters || trained.length < fewestTrainedClusters) {
    const what = whatIsCompared(rollOut);
    return refuse(
      'too-few',
      `${trained.length} of ${observed.size} ${what} were trained; at least ${fewestTrainedClusters} of ${fewestClusters} are needed.`,
    );
  }
  return undefined;
}

/** Clusters in which anybody was observed at all. */
export function observedClusters({ rollOut, facts, outcome }: EffectQuestion): Set<number> {
  const observed = new Set<number>();
  for (let cell = 0; cell < facts.teamAt.length; cell++) {
    const team = facts.teamAt[cell] ?? -1;
    if (team < 0 || outcome.count[cell] === 0) continue;
    observed.add(rollOut.by === 'team' ? team : Math.floor(cell / facts.calendar.periods));
  }
  return observed;
}

export function refuseOverlap({ rollOut }: EffectQuestion, { matchedShare }: Effects): Refused {
  const others = rollOut.others.map(({ title }) => `"${title}"`).join(' and ');
  return refuse(
    'other-programmes',
    `${others} acted on the same measure: only ${Math.round(100 * matchedShare)} % of those trained can be compared with untrained people who got the same of it.`,
  );
}

/** No stage has both a time before and somebody untrained after: say which of the two is missing. */
export function refuseWithoutStages({ rollOut, facts, basePeriods }: EffectQuestion): Refused {
  const latest = Math.max(...rollOut.stages.map((stage) => stage.transitionFrom));
  if (latest < shortestBase(facts.calendar.kind, basePeriods)) {
    return refuse('too-short-before', 'The data begin too shortly before the training.');
  }
  return rollOut.how === 'volunteers'
    ? refuse(
        'no-later-volunteers',
        'Volunteers can be compared with later volunteers only, and there are too few of those: people who never volunteer differ in more than the training.',
      )
    : refuse('no-comparison', 'At the time of the training nobody was left untrained to compare with.');
}
