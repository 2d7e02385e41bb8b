import { dayFromIso } from '../model/calendar.ts';
import { UsageError } from '../model/refusal.ts';

type Form = 'number' | 'date' | 'month' | 'week' | 'quarter';

interface Place {
  readonly form: Form;
  /** Rises with time within one form. */
  readonly order: number;
}

/** The periods of a table in their order, and where a cohort's first training falls among them. */
export interface PeriodOrder {
  /** As numbers where the file has numbers. */
  readonly labels: readonly (string | number)[];
  /** [labels as they were given] position in `labels`. */
  readonly positionOf: Int32Array;
  /** Neighbours that lie further apart than the nearest do: `2004 and 2006` in 2003, 2004, 2006. */
  readonly gap: readonly [number, number] | undefined;
  /** Position of the first period at or after the cohort's label; -1 for never and for later than the last. */
  trainedFrom(cohort: string): TrainedFrom;
}

export interface TrainedFrom {
  readonly position: number;
  readonly where: 'never' | 'observed' | 'between' | 'before' | 'after';
}

const readers: readonly { readonly form: Form; readonly read: (label: string) => number }[] = [
  { form: 'number', read: (label) => (label.trim() === '' ? Number.NaN : Number(label)) },
  { form: 'date', read: dayOrNone },
  { form: 'month', read: (label) => parts(label, /^(\d{4})-(\d{2})$/, 12) },
  { form: 'week', read: (label) => parts(label, /^(\d{4})-?W(\d{2})$/i, 53) },
  { form: 'quarter', read: (label) => parts(label, /^(\d{4})-?Q(\d)$/i, 4) },
];

function dayOrNone(label: string): number {
  try {
    return dayFromIso(label);
  } catch {
    return Number.NaN;
  }
}

function parts(label: string, pattern: RegExp, most: number): number {
  const match = pattern.exec(label);
  const within = Number(match?.[2]);
  return match !== null && within >= 1 && within <= most ? Number(match[1]) * most + within : Number.NaN;
}

function placeOf(label: string): Place | undefined {
  for (const { form, read } of readers) {
    const order = read(label);
    if (Number.isFinite(order)) return { form, order };
  }
  return undefined;
}

/** Orders the labels of periods, all of one form; a `UsageError` names the label that is of none or of another. */
export function orderPeriods(labels: readonly string[], column: string): PeriodOrder {
  const places = labels.map((label) => placeIn(label, `period "${label}" in column ${column}`));
  const form = places[0]?.form ?? 'number';
  const odd = places.findIndex((each) => each.form !== form);
  if (odd >= 0) {
    throw new UsageError(
      `Column ${column} writes periods in two ways: "${labels[0]}" and "${labels[odd]}".`,
      'Write all periods in the same way.',
    );
  }
  const sorted = places.map(({ order }, index) => ({ order, index })).sort((a, b) => a.order - b.order);
  const positionOf = new Int32Array(labels.length);
  sorted.forEach(({ index }, position) => {
    positionOf[index] = position;
  });
  const orders = sorted.map(({ order }) => order);
  return {
    labels: sorted.map(({ index }) => (form === 'number' ? Number(labels[index]) : (labels[index] ?? ''))),
    positionOf,
    gap: form === 'number' ? firstGap(orders) : undefined,
    trainedFrom: (cohort) => trainedFrom(cohort, form, orders, labels[0] ?? ''),
  };
}

function placeIn(label: string, what: string): Place {
  const place = placeOf(label);
  if (place !== undefined) return place;
  throw new UsageError(
    `The ${what} is not a period.`,
    'Write periods as numbers (2024), dates (2024-03-31), months (2024-03), weeks (2024-W13) or quarters (2024-Q1).',
  );
}

function trainedFrom(cohort: string, form: Form, orders: readonly number[], example: string): TrainedFrom {
  if (cohort === '') return { position: -1, where: 'never' };
  const place = placeIn(cohort, `cohort "${cohort}"`);
  if (place.form !== form) {
    throw new UsageError(
      `The cohort "${cohort}" is not written like the periods ("${example}").`,
      'Write the period of the first training in the way in which the periods are written.',
    );
  }
  const position = orders.findIndex((order) => order >= place.order);
  if (position < 0) return { position: -1, where: 'after' };
  if (orders[position] === place.order) return { position, where: 'observed' };
  return { position, where: position === 0 ? 'before' : 'between' };
}

/** Only among whole numbers: dates and weeks have no step of their own. */
function firstGap(orders: readonly number[]): readonly [number, number] | undefined {
  if (!orders.every(Number.isInteger)) return undefined;
  const steps = orders.slice(1).map((order, index) => order - (orders[index] as number));
  const wide = steps.findIndex((step) => step > Math.min(...steps));
  return wide < 0 ? undefined : [orders[wide] as number, orders[wide + 1] as number];
}
