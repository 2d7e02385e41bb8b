import type { Organisation } from '../contract/organisation.ts';
import { estimateImpact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { inWordsOf } from './group-words.ts';
import { whenWillWeKnow } from './know.ts';
import { reasonFor } from './reasons.ts';

/** Whether a verdict on a programme can be told from what is loaded, without telling it. */
export interface Tellable {
  readonly id: string;
  readonly title: string;
  readonly canTell: boolean;
  /** Why not, and what would tell; empty where it can be told. */
  readonly why: string;
  readonly next: string;
  /** Such as "by 3 March 2027, as it is rolled out"; empty where it can be told. */
  readonly when: string;
}

/** For every programme: can its verdict be told, why not, and by when. Before anybody looks at a figure. */
export function whatCanBeTold(facts: Facts, organisation: Organisation): Tellable[] {
  return Object.entries(organisation.programmes).map(([id, { title }]) => {
    const impact = estimateImpact(facts, organisation, id, { withChecks: false });
    const reason =
      impact.found.kind === 'refused' ? impact.found.reason : earlyOrNothing(impact.judgement.reason);
    if (reason === undefined) return { id, title, canTell: true, why: '', next: '', when: '' };
    const { why, next } = reasonFor(reason);
    const say = (text: string) => inWordsOf(impact.facts.groups?.level, text);
    return {
      id,
      title,
      canTell: false,
      why: say(why),
      next: say(next),
      when: say(whenWillWeKnow(impact).text),
    };
  });
}

/** Only what the roll-out itself forbids is told here; what the figures say is for the analysis. */
function earlyOrNothing(reason: string): string | undefined {
  return reason === 'too-early' || reason === 'too-few' ? reason : undefined;
}
