/** Number fields of a telephone interval, by what one of them is in one row: a number of calls, seconds, or a share. */
const natures = {
  handled: 'calls',
  offered: 'calls',
  transferred: 'calls',
  talk: 'seconds',
  hold: 'seconds',
  'after-call': 'seconds',
  available: 'seconds',
  'logged-in': 'seconds',
  occupancy: 'share',
} as const;

export type TelephoneField = keyof typeof natures;
type Nature = (typeof natures)[TelephoneField] | 'loaded';

/** What a total may be divided by, or a mean weighed by; of time, in hours. */
export const telephoneWeights = ['handled', 'offered', 'logged-in'] as const;
export type TelephoneWeight = (typeof telephoneWeights)[number];

export interface IntervalMeasure {
  readonly kind: 'mean' | 'rate' | 'count';
  readonly value?: string | undefined;
  readonly per?: TelephoneWeight | undefined;
  readonly weight?: TelephoneWeight | undefined;
}

/** How intervals add up: totals over totals, or means weighed. Averages are never averaged. */
export interface IntervalRule {
  readonly kind: 'rule';
  readonly value: string;
  /** The field that `value` is, undefined for a number that a source loads under `values`. */
  readonly field: TelephoneField | undefined;
  readonly over: TelephoneWeight;
  /** True where a row's value is a mean or a share itself and counts with its weight; false for totals. */
  readonly isMean: boolean;
  /** Seconds of the value become hours, too, so that time over time is a share. */
  readonly valueInHours: boolean;
}

/** Why a measure of telephone intervals has no meaning, at which key of it. */
export interface NoIntervalRule {
  readonly kind: 'none';
  readonly key: 'kind' | 'value' | 'per' | 'weight';
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

const usualDivisor: Partial<Record<TelephoneField, TelephoneWeight>> = {
  handled: 'logged-in',
  offered: 'logged-in',
  transferred: 'handled',
  talk: 'handled',
  hold: 'handled',
  'after-call': 'handled',
  available: 'logged-in',
};

export function isTelephoneField(name: string): name is TelephoneField {
  return Object.hasOwn(natures, name);
}

/** Defines how the rows of a measure add up, or says why they cannot. */
export function ruleOfIntervals(measure: IntervalMeasure): IntervalRule | NoIntervalRule {
  const { kind, value } = measure;
  if (kind === 'count') {
    return none('kind', 'a count of telephone intervals', 'the mean or the rate of a value', countRemedy);
  }
  if (value === undefined) {
    const expected = `the number of which it is, such as ${Object.keys(natures).join(', ')}`;
    return none('value', 'a measure of telephony without "value"', expected, 'Add "value: after-call".');
  }
  const field = isTelephoneField(value) ? value : undefined;
  const nature = field === undefined ? 'loaded' : natures[field];
  return conflictOf(measure, value, nature) ?? define(measure, value, field, nature);
}

const countRemedy = 'For calls in an hour write "kind: mean", "value: handled" and "per: logged-in".';

function conflictOf(
  { per, weight }: IntervalMeasure,
  value: string,
  nature: Nature,
): NoIntervalRule | undefined {
  if (per !== undefined && weight !== undefined) {
    return none('weight', 'both "per" and "weight"', 'one of the two', perOrWeight);
  }
  if (nature === 'loaded' && per === undefined && weight === undefined) {
    return none(
      'value',
      `the loaded value "${value}" without "per" or "weight"`,
      'one of the two',
      perOrWeight,
    );
  }
  if (nature === 'share' && per !== undefined) {
    const remedy = 'Write "weight: " in place of "per: ", or leave it out.';
    return none('per', `"${value}", which is a share already, divided by "${per}"`, 'a weight', remedy);
  }
  if (nature !== 'share' && nature !== 'loaded' && weight !== undefined) {
    const remedy = 'Write "per: " in place of "weight: ".';
    return none(
      'weight',
      `"${value}", which is a total, weighed by "${weight}"`,
      'what it is divided by',
      remedy,
    );
  }
  return undefined;
}

const perOrWeight =
  'Write "per: handled" if a row holds the total of its interval, "weight: handled" if it holds the mean of its calls.';

function define(
  { kind, per, weight }: IntervalMeasure,
  value: string,
  field: TelephoneField | undefined,
  nature: Nature,
): IntervalRule | NoIntervalRule {
  const isMean = nature === 'share' || weight !== undefined;
  const usual = field === undefined ? undefined : usualDivisor[field];
  const over = isMean ? (weight ?? 'logged-in') : (per ?? usual);
  if (over === undefined || over === value) {
    return none(
      'per',
      `"${value}" divided by ${over === undefined ? 'nothing' : 'itself'}`,
      'what it is divided by',
      'Write "per: handled".',
    );
  }
  const weighsTime = natures[over] === 'seconds';
  if (kind === 'rate' && nature !== 'loaded' && nature !== 'share' && weighsTime !== (nature === 'seconds')) {
    const what = nature === 'seconds' ? 'seconds by calls' : 'calls by hours';
    return none(
      'kind',
      `a rate that divides ${what}`,
      'a share, calls of calls or time of time',
      'Write "kind: mean".',
    );
  }
  return { kind: 'rule', value, field, over, isMean, valueInHours: weighsTime && nature === 'seconds' };
}

function none(key: NoIntervalRule['key'], found: string, expected: string, remedy: string): NoIntervalRule {
  return { kind: 'none', key, found, expected, remedy };
}
