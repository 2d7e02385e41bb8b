import { fitCommonFactor } from './common-factor.ts';
import { groupReliability } from './group-reliability.ts';
import { type GroupScores, groupScores } from './group-scores.ts';
import { cronbachAlpha } from './internal-consistency.ts';
import { type ItemTable, itemsAgainstTheOthers, personMeans } from './item-table.ts';
import { createRandom } from './random.ts';
import type { Refused } from './refused.ts';
import {
  agreementOfRandomGroups,
  evenAnswersVariance,
  slightlySkewedAnswersVariance,
  type WithinGroupAgreementInput,
  withinGroupAgreement,
} from './within-group-agreement.ts';

export interface ReliabilityInput {
  /** Answers with the items already turned the same way. */
  readonly table: ItemTable;
  /** Least and greatest answer that the items allow. */
  readonly range: readonly [number, number];
  readonly groups?: { readonly groupOf: Int32Array; readonly groupCount: number };
}

export interface Reliability {
  readonly kind: 'estimate';
  readonly alpha: number;
  readonly omegaTotal: number | Refused;
  /** [items] places of items that point the other way than the others. */
  readonly againstTheOthers: readonly number[];
  readonly groups?: GroupsOfScale;
}

export interface GroupsOfScale {
  readonly icc1: number;
  readonly icc2: number;
  /** Against answers spread evenly over the range. */
  readonly rwgjMean: number;
  /** Against answers that lean a little to one side; on five options only. */
  readonly rwgjMeanSlightlySkewed: number | Refused;
  /** The even one for groups of the same sizes drawn at random. */
  readonly rwgjMeanOfRandomGroups: number;
  readonly scores: GroupScores;
}

const randomGroupings = 100;

/** Everything that describes a scale and, with groups, how it parts them. The first refusal ends it, but for omega. */
export function describeScale({ table, range, groups }: ReliabilityInput): Reliability | Refused {
  const alpha = cronbachAlpha(table);
  if (typeof alpha !== 'number') return alpha;
  const factor = fitCommonFactor(table);
  const omegaTotal = factor.kind === 'refused' ? factor : factor.omegaTotal;
  const againstTheOthers = itemsAgainstTheOthers(table);
  if (groups === undefined) return { kind: 'estimate', alpha, omegaTotal, againstTheOthers };
  const described = describeGroups({ table, ...groups, nullVariance: evenAnswersVariance(...range) }, range);
  if ('kind' in described) return described;
  return { kind: 'estimate', alpha, omegaTotal, againstTheOthers, groups: described };
}

function describeGroups(
  input: WithinGroupAgreementInput,
  range: readonly [number, number],
): GroupsOfScale | Refused {
  const means = personMeans(input.table);
  const reliability = groupReliability(means, input.groupOf, input.groupCount);
  if (reliability.kind === 'refused') return reliability;
  const agreement = withinGroupAgreement(input);
  if (agreement.kind === 'refused') return agreement;
  const random = agreementOfRandomGroups(input, randomGroupings, createRandom(1));
  if (typeof random !== 'number') return random;
  const scores = groupScores(means, input.groupOf, input.groupCount);
  if (scores.kind === 'refused') return scores;
  return {
    icc1: reliability.icc1,
    icc2: reliability.icc2,
    rwgjMean: agreement.mean,
    rwgjMeanSlightlySkewed: skewedMean(input, range),
    rwgjMeanOfRandomGroups: random,
    scores,
  };
}

function skewedMean(input: WithinGroupAgreementInput, range: readonly [number, number]): number | Refused {
  const nullVariance = slightlySkewedAnswersVariance(...range);
  if (typeof nullVariance !== 'number') return nullVariance;
  const agreement = withinGroupAgreement({ ...input, nullVariance });
  return agreement.kind === 'refused' ? agreement : agreement.mean;
}
