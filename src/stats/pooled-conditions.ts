import { studentTCdf, studentTQuantile } from './distributions.ts';
import { adjustByFalseDiscovery } from './false-discovery.ts';
import { type ProgrammeRows, programmeSlope, slopesTogether } from './programme-slopes.ts';
import { type Refused, refuse } from './refused.ts';

/** How teams stand on one condition of the workplace. */
export interface ConditionScores {
  /** [teams] mean or shrunken mean; NaN where too few answered. */
  readonly scores: Float64Array;
  /** [teams] 0 to 1: share of the variance between such scores that is of the teams themselves. */
  readonly reliabilities: Float64Array;
  /** Whether scores were already drawn towards the mean of all, as `groupScores` does. */
  readonly shrunken: boolean;
}

export interface PooledConditionsInput {
  readonly teams: number;
  /** [rows] programmes from 0; a row is one team in one programme. */
  readonly programmes: Int32Array;
  /** [rows] teams from 0. */
  readonly teamOf: Int32Array;
  /** [rows] effect of the programme in the team, and its standard error. */
  readonly effects: Float64Array;
  readonly standardErrors: Float64Array;
  readonly conditions: readonly ConditionScores[];
  /** Share of the findings that may be chance, such as 0.1. */
  readonly falseDiscoveryRate: number;
}

export interface PooledCondition {
  readonly kind: 'estimate';
  /** How much larger an effect is where the condition is one point better. */
  readonly slope: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** 95 %, for this condition alone. */
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** p adjusted for having looked at all conditions. */
  readonly adjustedP: number;
  /** Worth a look: the adjusted p is at most the false-discovery rate. */
  readonly stands: boolean;
  /** Standard deviation of slopes between programmes. */
  readonly slopeSpread: number;
  readonly programmes: number;
  readonly teams: number;
}

export interface PooledConditions {
  readonly kind: 'estimate';
  /** [conditions] in the order given. */
  readonly conditions: readonly (PooledCondition | Refused)[];
}

const fewestTeamsInProgramme = 10;
const fewestTeams = 20;

/**
 * Under which conditions do programmes work better? A lead where to look; no verdict and no money come from it.
 *
 * Question: in which workplaces did our programmes, taken together, do more?
 * Estimand: per condition, the mean over programmes of the slope of team effects on the team's true condition.
 * Formula: effect_jp = a_p + (b + b_p) x_j + u_jp + e_jp; x_j is replaced by E(x_j | score) = m + r_j (score_j - m),
 *   m weighted by the reliabilities r_j, which takes the error of the scores out of the slope; within programmes
 *   weights 1 / (se^2 + spread of u), between them 1 / (variance + spread of b_p), both spreads by moments. Error from
 *   the teams' influences, added over programmes and divided by the root of 1 - leverage, plus the spread of b_p.
 * Source: calibration [fuller1987, section 1.2]; spreads [dersimonian1986, section 2]; error [bell2002]; rate
 *   [benjamini1995, theorem 1].
 * Assumes: errors of effects and of scores are independent; scores were measured before the programmes; a line. Teams
 *   with a condition differ in other things too: going together is not causing.
 * Input: [rows] programme, team, effect, standard error (over 0); per condition [teams] scores and reliabilities.
 * Output: slopes in units of the effect per point of the score, with interval, p and adjusted p.
 * Refuses: per condition `too-few-teams` (programmes count from 10 teams on, and 20 teams are needed in all) and
 *   `not-told-apart` where no score is reliable or all are the same; as a whole `no-conditions`.
 * Uncertainty: t with Satterthwaite's degrees of freedom over the teams and the programmes.
 * Proof: one programme with equal errors is the line divided by the reliability; DerSimonian and Laird's BCG trials;
 *   simulated coverage with noisy scores, and the rate of false findings on pure noise.
 */
export function pooledConditions(input: PooledConditionsInput): PooledConditions | Refused {
  checkInput(input);
  if (input.conditions.length === 0) return refuse('no-conditions', 'There is no condition to look at.');
  const fitted = input.conditions.map((condition) => fitCondition(input, condition));
  const tested = fitted.filter((fit) => fit.kind === 'fit');
  const adjusted = adjustByFalseDiscovery(tested.map(({ p }) => p));
  return {
    kind: 'estimate',
    conditions: fitted.map((fit) => {
      if (fit.kind === 'refused') return fit;
      const adjustedP = adjusted[tested.indexOf(fit)];
      return { ...fit, kind: 'estimate', adjustedP, stands: adjustedP <= input.falseDiscoveryRate };
    }),
  };
}

type Fit = Omit<PooledCondition, 'kind' | 'adjustedP' | 'stands'> & { readonly kind: 'fit' };

function fitCondition(input: PooledConditionsInput, condition: ConditionScores): Fit | Refused {
  const trueScores = calibrated(condition);
  const rows = rowsByProgramme(input, trueScores);
  const teams = new Set(rows.flatMap((each) => [...each.teams])).size;
  if (teams < fewestTeams) {
    return refuse(
      'too-few-teams',
      `${teams} teams have a score and an effect in a programme with at least ${fewestTeamsInProgramme}; ` +
        `${fewestTeams} are needed.`,
    );
  }
  const lines = rows.flatMap((each) => {
    const line = programmeSlope(each);
    return line ? [{ ...line, teams: each.teams }] : [];
  });
  if (lines.length === 0) return refuse('not-told-apart', 'Teams cannot be told apart on this condition.');
  const slopes = Float64Array.from(lines, ({ slope }) => slope);
  const { spread, shares } = slopesTogether(
    slopes,
    Float64Array.from(lines, ({ variance }) => variance),
  );
  const influence = new Float64Array(input.teams);
  const parts = new Float64Array(input.teams);
  lines.forEach((line, k) => {
    line.teams.forEach((team, row) => {
      influence[team] += shares[k] * line.influence[row];
      parts[team] += shares[k] ** 2 * line.shares[row];
    });
  });
  const ofTeams = sumOfSquares(influence);
  const ofProgrammes = spread * sumOfSquares(shares);
  const teamsBehind = parts.reduce((sum, part) => sum + part, 0) ** 2 / sumOfSquares(parts);
  const degreesOfFreedom =
    (ofTeams + ofProgrammes) ** 2 /
    (ofTeams ** 2 / teamsBehind + ofProgrammes ** 2 / Math.max(1, lines.length - 1));
  const slope = slopes.reduce((sum, each, k) => sum + shares[k] * each, 0);
  const standardError = Math.sqrt(ofTeams + ofProgrammes);
  if (!(standardError > 0)) return refuse('no-variance', 'Effects lie on a line without any error.');
  const half = studentTQuantile(0.975, degreesOfFreedom) * standardError;
  return {
    kind: 'fit',
    slope,
    standardError,
    degreesOfFreedom,
    low: slope - half,
    high: slope + half,
    p: 2 * studentTCdf(-Math.abs(slope) / standardError, degreesOfFreedom),
    slopeSpread: Math.sqrt(spread),
    programmes: lines.length,
    teams,
  };
}

/** What a score says of the true condition. */
function calibrated({ scores, reliabilities, shrunken }: ConditionScores): Float64Array {
  if (shrunken) return scores;
  let [sum, weight] = [0, 0];
  scores.forEach((score, team) => {
    if (Number.isNaN(score)) return;
    sum += reliabilities[team] * score;
    weight += reliabilities[team];
  });
  const mean = weight > 0 ? sum / weight : 0;
  return scores.map((score, team) => mean + reliabilities[team] * (score - mean));
}

function rowsByProgramme(input: PooledConditionsInput, conditions: Float64Array): ProgrammeRows[] {
  const { programmes, teamOf, effects, standardErrors } = input;
  const rows = new Map<number, number[]>();
  programmes.forEach((programme, row) => {
    if (Number.isNaN(conditions[teamOf[row]])) return;
    const list = rows.get(programme);
    if (list) list.push(row);
    else rows.set(programme, [row]);
  });
  return [...rows.values()]
    .filter((list) => list.length >= fewestTeamsInProgramme)
    .map((list) => ({
      teams: Int32Array.from(list, (row) => teamOf[row]),
      effects: Float64Array.from(list, (row) => effects[row]),
      variances: Float64Array.from(list, (row) => standardErrors[row] ** 2),
      conditions: Float64Array.from(list, (row) => conditions[teamOf[row]]),
    }));
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function checkInput(input: PooledConditionsInput): void {
  const { teams, programmes, teamOf, effects, standardErrors, conditions, falseDiscoveryRate } = input;
  const rows = effects.length;
  for (const list of [programmes, teamOf, standardErrors]) {
    if (list.length !== rows) throw new RangeError(`${rows} effects, but a list of ${list.length}`);
  }
  const seen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    const [team, error] = [teamOf[row], standardErrors[row]];
    if (!(team >= 0 && team < teams)) throw new RangeError(`team ${team} of ${teams}`);
    if (!Number.isFinite(effects[row])) throw new RangeError(`not a number: ${effects[row]}`);
    if (!(error > 0 && error < Infinity)) throw new RangeError(`an error is over 0: ${error}`);
    const key = `${programmes[row]} ${team}`;
    if (seen.has(key)) throw new RangeError(`team ${team} comes twice in programme ${programmes[row]}`);
    seen.add(key);
  }
  for (const { scores, reliabilities } of conditions) {
    if (scores.length !== teams || reliabilities.length !== teams) {
      throw new RangeError(`${teams} teams, ${scores.length} scores, ${reliabilities.length} reliabilities`);
    }
    scores.forEach((score, team) => {
      if (Math.abs(score) === Infinity) throw new RangeError(`not a number: ${score}`);
      const reliability = reliabilities[team];
      if (!Number.isNaN(score) && !(reliability >= 0 && reliability <= 1)) {
        throw new RangeError(`a reliability lies from 0 to 1: ${reliability}`);
      }
    });
  }
  if (!(falseDiscoveryRate > 0 && falseDiscoveryRate < 1)) {
    throw new RangeError(`the false-discovery rate lies between 0 and 1: ${falseDiscoveryRate}`);
  }
}
