import { describe, expect, it } from 'vitest';
import { type PooledCondition, type PooledConditionsInput, pooledConditions } from './pooled-conditions.ts';
import { slopesTogether } from './programme-slopes.ts';
import { createRandom, type Random } from './random.ts';

interface Design {
  readonly teams: number;
  readonly programmes: number;
  readonly conditions: number;
  /** Slope of the first condition; the others have nothing to do with effects. */
  readonly slope: number;
  /** Standard deviation of the first slope between programmes. */
  readonly slopeSpread: number;
  /** Standard deviation of what a team is better at in every programme. */
  readonly ofTeam: number;
}

/** Conditions that go together (0.5), scores of 4 to 16 answers each, effects with errors of 0.1 to 0.2. */
function drawn(random: Random, design: Design): PooledConditionsInput {
  const { teams, programmes, conditions, slope, slopeSpread, ofTeam } = design;
  const shared = Array.from({ length: teams }, () => random.normal());
  const sizes = Array.from({ length: teams }, () => 4 + random.integer(13));
  const truth = Array.from({ length: conditions }, () =>
    shared.map((common) => 3 + 0.4 * (Math.SQRT1_2 * common + Math.SQRT1_2 * random.normal())),
  );
  const better = shared.map(() => ofTeam * random.normal());
  const slopes = Array.from({ length: programmes }, () => slope + slopeSpread * random.normal());
  const rows = slopes.flatMap((own, programme) => shared.map((_, team) => ({ own, programme, team })));
  const standardErrors = Float64Array.from(rows, () => 0.1 + 0.1 * random.next());
  return {
    teams,
    programmes: Int32Array.from(rows, ({ programme }) => programme),
    teamOf: Int32Array.from(rows, ({ team }) => team),
    effects: Float64Array.from(
      rows,
      ({ own, programme, team }, row) =>
        0.1 * programme +
        (conditions > 0 ? own * (truth[0][team] - 3) : 0) +
        better[team] +
        0.1 * random.normal() +
        standardErrors[row] * random.normal(),
    ),
    standardErrors,
    conditions: truth.map((values) => ({
      scores: Float64Array.from(
        values,
        (value, team) => value + (0.8 / Math.sqrt(sizes[team])) * random.normal(),
      ),
      reliabilities: Float64Array.from(sizes, (size) => 0.16 / (0.16 + 0.64 / size)),
      shrunken: false,
    })),
    falseDiscoveryRate: 0.1,
  };
}

const usual: Design = { teams: 60, programmes: 4, conditions: 12, slope: 0, slopeSpread: 0, ofTeam: 0.1 };

function estimates(input: PooledConditionsInput): PooledCondition[] {
  const result = pooledConditions(input);
  if (result.kind === 'refused') throw new Error(result.detail);
  return result.conditions.map((condition) => {
    if (condition.kind === 'refused') throw new Error(condition.detail);
    return condition;
  });
}

describe('slopesTogether', () => {
  it("gives R metafor's DerSimonian-Laird figures for the 13 BCG trials: -0.7141 (0.1787), tau2 0.3088", () => {
    const trials = [
      [4, 119, 11, 128],
      [6, 300, 29, 274],
      [3, 228, 11, 209],
      [62, 13536, 248, 12619],
      [33, 5036, 47, 5761],
      [180, 1361, 372, 1079],
      [8, 2537, 10, 619],
      [505, 87886, 499, 87892],
      [29, 7470, 45, 7232],
      [17, 1699, 65, 1600],
      [186, 50448, 141, 27197],
      [5, 2493, 3, 2338],
      [27, 16886, 29, 17825],
    ];
    const ratios = Float64Array.from(trials, ([a, b, c, d]) => Math.log(a / (a + b) / (c / (c + d))));
    const variances = Float64Array.from(trials, ([a, b, c, d]) => 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d));
    const { spread, shares } = slopesTogether(ratios, variances);
    expect(spread).toBeCloseTo(0.3088, 4);
    expect(ratios.reduce((sum, ratio, i) => sum + shares[i] * ratio, 0)).toBeCloseTo(-0.7141, 4);
    const variance = shares.reduce((sum, share, i) => sum + share ** 2 * (variances[i] + spread), 0);
    expect(Math.sqrt(variance)).toBeCloseTo(0.1787, 4);
  });
});

describe('pooledConditions', () => {
  it('is, with one programme and equal errors, the line divided by the reliability', () => {
    const random = createRandom(2);
    const teams = 30;
    const scores = Float64Array.from({ length: teams }, () => random.normal());
    const effects = Float64Array.from(scores, (score) => 0.3 * score + random.normal());
    const [result] = estimates({
      teams,
      programmes: new Int32Array(teams),
      teamOf: Int32Array.from({ length: teams }, (_, team) => team),
      effects,
      standardErrors: new Float64Array(teams).fill(0.4),
      conditions: [{ scores, reliabilities: new Float64Array(teams).fill(0.6), shrunken: false }],
      falseDiscoveryRate: 0.1,
    });
    const mean = scores.reduce((sum, score) => sum + score, 0) / teams;
    const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    const line = scores.reduce((sum, score, i) => sum + (score - mean) * effects[i], 0) / squares;
    const level = effects.reduce((sum, effect) => sum + effect, 0) / teams;
    const variance = scores.reduce((sum, score, i) => {
      const leverage = 1 / teams + (score - mean) ** 2 / squares;
      const residual = effects[i] - level - line * (score - mean);
      return sum + ((score - mean) ** 2 * residual ** 2) / (1 - leverage);
    }, 0);
    expect(result.slope).toBeCloseTo(line / 0.6, 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance) / squares / 0.6, 12);
    expect(result.degreesOfFreedom).toBeCloseTo(
      squares ** 2 / scores.reduce((sum, score) => sum + (score - mean) ** 4, 0),
      8,
    );
  });

  it('gives the page its example', () => {
    const results = estimates(drawn(createRandom(7), { ...usual, conditions: 4, slope: 0.3 }));
    const shown = ({ slope, low, high, adjustedP }: PooledCondition) =>
      [slope, low, high, adjustedP].map((value) => value.toFixed(2));
    expect(results.map(shown)).toEqual([
      ['0.32', '0.12', '0.52', '0.01'],
      ['0.26', '0.08', '0.45', '0.01'],
      ['0.24', '0.09', '0.38', '0.01'],
      ['0.21', '0.02', '0.40', '0.03'],
    ]);
    expect(results.every(({ stands }) => stands)).toBe(true);
  });

  it('takes shrunken scores as they are', () => {
    const input = drawn(createRandom(8), { ...usual, conditions: 1, slope: 0.3 });
    const [{ scores, reliabilities }] = input.conditions;
    const weight = reliabilities.reduce((sum, each) => sum + each, 0);
    const mean = scores.reduce((sum, score, team) => sum + reliabilities[team] * score, 0) / weight;
    const shrunken = scores.map((score, team) => mean + reliabilities[team] * (score - mean));
    const [plain] = estimates(input);
    const [same] = estimates({ ...input, conditions: [{ scores: shrunken, reliabilities, shrunken: true }] });
    expect(same).toEqual(plain);
  });

  it.each([
    ['pure noise', usual],
    ['pure noise, 24 teams', { ...usual, teams: 24, programmes: 3 }],
    ['pure noise, teams that are better at everything', { ...usual, ofTeam: 0.3 }],
  ])('finds anything in at most a tenth of organisations: %s', (_, design) => {
    const random = createRandom(40);
    const draws = 250;
    let found = 0;
    for (let draw = 0; draw < draws; draw++) {
      if (estimates(drawn(random, design)).some(({ stands }) => stands)) found += 1;
    }
    expect(found / draws).toBeLessThan(0.1 + 2.5 * Math.sqrt((0.1 * 0.9) / draws));
  });

  it.each([
    ['one slope', { ...usual, conditions: 1, slope: 0.5 }, 0.025],
    ['slopes that differ', { ...usual, conditions: 1, slope: 0.5, slopeSpread: 0.2, programmes: 6 }, 0.04],
  ])('holds the true slope though scores are noisy: %s', (_, design, tolerance) => {
    const random = createRandom(41);
    const draws = 400;
    let [covered, mean, naive] = [0, 0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const input = drawn(random, design);
      const [{ slope, low, high }] = estimates(input);
      if (low <= 0.5 && 0.5 <= high) covered += 1;
      mean += slope / draws;
      const [plain] = estimates({ ...input, conditions: [{ ...input.conditions[0], shrunken: true }] });
      naive += plain.slope / draws;
    }
    expect(Math.abs(mean - 0.5)).toBeLessThan(tolerance);
    expect(naive).toBeLessThan(0.4);
    expect(covered / draws).toBeGreaterThan(0.95 - 2.5 * Math.sqrt((0.95 * 0.05) / draws));
  });

  it('takes no notice of the order of rows and the units', () => {
    const input = drawn(createRandom(9), { ...usual, conditions: 3, slope: 0.2 });
    const base = estimates(input);
    const changed = estimates({
      ...input,
      programmes: input.programmes.toReversed(),
      teamOf: input.teamOf.toReversed(),
      effects: input.effects.map((effect) => 1e6 * effect - 5).toReversed(),
      standardErrors: input.standardErrors.map((error) => 1e6 * error).toReversed(),
      conditions: input.conditions.map((each) => ({
        ...each,
        scores: each.scores.map((score) => 10 - score / 1e3),
      })),
    });
    changed.forEach(({ slope, p }, i) => {
      expect(slope / 1e9).toBeCloseTo(-base[i].slope, 6);
      expect(p).toBeCloseTo(base[i].p, 6);
    });
  });

  it('refuses what cannot be said, condition by condition', () => {
    const input = drawn(createRandom(10), { ...usual, conditions: 4 });
    const [good, missing, flat, rough] = input.conditions;
    const result = pooledConditions({
      ...input,
      conditions: [
        good,
        { ...missing, scores: missing.scores.map((score, team) => (team < 19 ? score : Number.NaN)) },
        { ...flat, scores: flat.scores.map(() => 3) },
        { ...rough, reliabilities: new Float64Array(60) },
      ],
    });
    if (result.kind === 'refused') throw new Error(result.detail);
    expect(result.conditions.map((each) => (each.kind === 'refused' ? each.reason : 'estimate'))).toEqual([
      'estimate',
      'too-few-teams',
      'not-told-apart',
      'not-told-apart',
    ]);
    const [first] = result.conditions;
    expect(first.kind === 'estimate' && first.adjustedP === first.p).toBe(true);
    expect(pooledConditions({ ...input, conditions: [] })).toMatchObject({ reason: 'no-conditions' });
  });

  it('throws at wrong shapes and values, and quotes them', () => {
    const input = drawn(createRandom(11), { ...usual, conditions: 1 });
    const [condition] = input.conditions;
    const change = (changed: Partial<PooledConditionsInput>) => () =>
      pooledConditions({ ...input, ...changed });
    expect(change({ teamOf: new Int32Array(3) })).toThrow('a list of 3');
    expect(change({ teamOf: input.teamOf.map(() => 5) })).toThrow('team 5 comes twice');
    expect(change({ teamOf: input.teamOf.map((team) => team + 1) })).toThrow('team 60 of 60');
    expect(change({ standardErrors: input.standardErrors.map(() => 0) })).toThrow('over 0: 0');
    expect(change({ effects: input.effects.map(() => Number.NaN) })).toThrow('NaN');
    expect(change({ conditions: [{ ...condition, scores: new Float64Array(2) }] })).toThrow('2 scores');
    expect(
      change({ conditions: [{ ...condition, reliabilities: condition.reliabilities.map(() => 2) }] }),
    ).toThrow('2');
    expect(change({ falseDiscoveryRate: 0 })).toThrow('0');
  });
});
