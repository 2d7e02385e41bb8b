import { formatCount } from '../model/format-numbers.ts';
import type { Design } from './designs/designed-effects.ts';
import type { Found, Impact } from './estimate-impact.ts';
import type { Facts } from './facts.ts';
import { whatIsCompared } from './roll-out.ts';

/** How do we know? The one place where the method has its name. */
export function sayMethod(facts: Facts, { found, rollOut, programme }: Impact): string {
  if (found.kind === 'refused' || 'kind' in rollOut) return 'Nothing was estimated.';
  const kind = facts.calendar.kind;
  const { basePeriods } = found.effects;
  if (found.lowScores !== undefined) {
    const { choice } = found.lowScores;
    const chosen = choice.declared
      ? 'People were chosen for low scores'
      : 'People look chosen for low scores';
    return `${chosen}, ${choice.words}. The ${kind}s that made the scores and those up to the training are neither before nor after. Their later mean is compared with what their scores and their earlier history foretell: how far levels of people last and drift is learned from everybody before the training and from the untrained after it (regression under a mixed model, scores straightened where low ones scatter more, errors by team). Beside it stands their change since before the scores with the same change of the others; it must lie on the same side of nothing and of what matters.`;
  }
  const own = methodsOfTheirOwn[found.design];
  if (own !== undefined) return own(found, kind);
  const who =
    rollOut.by === 'team'
      ? rollOut.of === undefined
        ? 'the people who were in the team on its date, wherever they worked later'
        : `each ${rollOut.of} by its own score, whoever worked there`
      : 'each person from the own first session on';
  const how =
    found.design === 'lottery'
      ? 'Who was trained was drawn by lot, so what was there before is taken out by a line of its own on either side (Lin, by least squares, errors HC2).'
      : found.question.rollOut.leavingMoved
        ? 'The order was drawn by lot, but the training changed who left, and those still in post were not drawn: the whole difference before is taken off (group-time difference of differences).'
        : programme.chosen.how === 'lot' && rollOut.around !== undefined
          ? 'The order was drawn by lot, but colleagues of the trained are no comparison, and who is left was not drawn: the whole difference before is taken off (group-time difference of differences).'
          : programme.chosen.how === 'lot'
            ? `The order was drawn by lot, so the difference before is used only as far as it lowers the error (efficient estimator for staggered roll-outs, share ${found.effects.first?.beta.toFixed(2) ?? '1'} in the first quarter).`
            : 'The order was not drawn by lot, so those trained and untrained must have moved alike without training (group-time difference of differences).';
  const compared = whatIsCompared(rollOut);
  const clusters = rollOut.around === undefined ? compared : 'teams';
  const intervals =
    found.permutation === undefined
      ? `intervals by Student's t with ${freedomOf(found)}`
      : `intervals from drawing the order again ${formatCount(found.permutation.orders)} times (p ${found.permutation.p.toFixed(3)} for no effect at all)`;
  return `We follow ${who}: their mean in each quarter after the training less their mean in the ${basePeriods} ${kind}s before, beside the same difference among ${compared} untrained until the quarter's end. The ${kind} of the training is left out. ${how} Errors are between ${clusters}: ${formatCount(found.effects.trainedClusters)} trained, ${formatCount(found.effects.untrainedClusters)} untrained; ${intervals}.`;
}

function freedomOf({ effects: { blocks } }: Found): string {
  return blocks.pull === undefined
    ? "Satterthwaite's degrees of freedom"
    : 'errors and degrees of freedom of Bell and McCaffrey (CR2), with those of Satterthwaite where they are fewer';
}

function clusterWord({ blocks }: Found['effects'], { facts }: Found['question']): string {
  return blocks.of.length === facts.people ? 'person' : 'team';
}

/** Ways of estimating whose words share nothing with those of stages. */
const methodsOfTheirOwn: Partial<Record<Design, (found: Found, kind: Facts['calendar']['kind']) => string>> =
  {
    additive: ({ effects, addsUp, question }, kind) =>
      `Other programmes acted on the same measure (${addsUp?.others.map(({ title }) => `"${title}"`).join(', ') ?? ''}), and too few of the trained find somebody untrained who got the same of them. So all of them are fitted at once, which assumes that effects add up: least squares on an effect of each ${question.curve === 'team' ? 'team' : 'person'}, of each ${kind}, and of each programme in each quarter after it; of this one stage by stage. Measured against the ${effects.basePeriods} ${kind}s before. The ${kind} of the training is left out. ${formatCount(effects.trainedClusters)} trained, ${formatCount(effects.untrainedClusters)} untrained; errors by ${effects.blocks.settled !== undefined ? `leaving out each ${clusterWord(effects, question)} in turn` : clusterWord(effects, question)}, intervals by Student's t with Satterthwaite's degrees of freedom.`,
    induction: (_, kind) =>
      `New people have no time before, so intake classes (who joined in the same four weeks) are compared with each other in the same ${kind}s after joining: the mean of those with the new curriculum less the mean of those with the old, each less what the same calendar ${kind}s brought to people with over a year in post (person and ${kind} effects). The ${kind} of joining is left out. Only people whose whole quarter lies in the data count in it. Errors are between classes; intervals by Student's t with Satterthwaite's degrees of freedom. A weaker comparison than that of a roll-out.`,
    'one-series': ({ effects }, kind) =>
      `Nobody was left untrained to compare with. We follow the people who were in post on the date: how far their mean moved from the ${effects.basePeriods} ${kind}s before, ${kind} by ${kind}. What was to be expected is foretold from the ${kind}s before and from series that the training cannot have touched (structural time series, Kalman filter); the effect is what was seen less what was to be expected, and cannot be separated from whatever else happened then. The ${kind} of the training is left out. Intervals hold the chance in the ${kind}s after; how far the level moves by itself counts as known, so they are somewhat too narrow.`,
    'one-against-others': ({ effects }, kind) =>
      `We follow the people who were in the team on its date: how far their mean moved from the ${effects.basePeriods} ${kind}s before, ${kind} by ${kind}. Beside it stands a weighted mean of the others, weighted so that it ran alongside before, against ${kind}s before that are weighted to foretell those after (synthetic difference-in-differences). The ${kind} of the training is left out. Errors come from taking others for the trained ones (placebo units).`,
  };
