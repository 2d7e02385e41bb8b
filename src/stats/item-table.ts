import { fittingUnit } from './fitting-unit.ts';
import { matrix, symmetricEigen } from './linear-algebra.ts';
import { type Refused, refuse } from './refused.ts';

/** Answers of people to the items of one questionnaire. */
export interface ItemTable {
  readonly people: number;
  readonly items: number;
  /** [people x items] answers, row by row; NaN where there is none. */
  readonly answers: Float64Array;
}

/** A refusal because of some of the items. */
export interface RefusedItems extends Refused {
  /** Places of the items it is about, from 0. */
  readonly items: readonly number[];
}

/** How each pair of items goes together among the people who answered both. */
export interface PairwiseCovariances {
  /** [items x items], divided by people - 1 and by the square of one unit, 1 unless answers are very large or small. */
  readonly covariance: Float64Array;
  /** [items x items] of the same people; 0 where one of the two does not vary. */
  readonly correlation: Float64Array;
  /** [items x items] people who answered both. */
  readonly people: Float64Array;
}

export function pairwiseCovariances({ people, items, answers }: ItemTable): PairwiseCovariances {
  checkTable({ people, items, answers });
  const columns = Array.from({ length: items }, (_, item) => columnOf(answers, people, items, item));
  const units = columns.map(fittingUnit);
  const inUnits = columns.map((column, item) => column.map((answer) => answer / units[item]));
  const unit = Math.max(...units);
  const covariance = new Float64Array(items * items);
  const correlation = new Float64Array(items * items);
  const both = new Float64Array(items * items);
  for (let i = 0; i < items; i++) {
    for (let j = i; j < items; j++) {
      const pair = covarianceOf(inUnits[i], inUnits[j]);
      for (const cell of [i * items + j, j * items + i]) {
        covariance[cell] = pair.covariance * (units[i] / unit) * (units[j] / unit);
        correlation[cell] = i === j ? 1 : pair.correlation;
        both[cell] = pair.people;
      }
    }
  }
  return { covariance, correlation, people: both };
}

function columnOf(answers: Float64Array, people: number, items: number, item: number): Float64Array {
  return Float64Array.from({ length: people }, (_, person) => answers[person * items + item]);
}

/** Two passes: means first, so that large values do not cancel. */
function covarianceOf(first: Float64Array, second: Float64Array) {
  let [count, sumI, sumJ] = [0, 0, 0];
  for (let person = 0; person < first.length; person++) {
    const [a, b] = [first[person], second[person]];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    count += 1;
    sumI += a;
    sumJ += b;
  }
  let [squaresI, squaresJ, products] = [0, 0, 0];
  for (let person = 0; person < first.length; person++) {
    const [a, b] = [first[person], second[person]];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    squaresI += (a - sumI / count) ** 2;
    squaresJ += (b - sumJ / count) ** 2;
    products += (a - sumI / count) * (b - sumJ / count);
  }
  return {
    covariance: count > 1 ? products / (count - 1) : 0,
    correlation: products / (Math.sqrt(squaresI * squaresJ) || 1),
    people: count,
  };
}

/** Why nothing can be told of items that too few people answered, or that everybody answered alike. */
export function refuseItems(table: ItemTable, both: Float64Array, fewest: number): RefusedItems | undefined {
  const { items } = table;
  const pair = both.findIndex((people) => people < fewest);
  if (pair >= 0) {
    const detail = `Two of the items were answered together by fewer than ${fewest === 2 ? 'two' : 'three'} people.`;
    const places = [...new Set([Math.floor(pair / items), pair % items])];
    return { ...refuse('too-few-people', detail), items: places };
  }
  const constant = Array.from({ length: items }, (_, item) => item).filter((item) => isConstant(table, item));
  if (constant.length === 0) return undefined;
  return { ...refuse('constant-item', 'An item has the same answer everywhere.'), items: constant };
}

function isConstant({ people, items, answers }: ItemTable, item: number): boolean {
  const given = columnOf(answers, people, items, item).filter((answer) => !Number.isNaN(answer));
  return given.every((answer) => answer === given[0]);
}

/** Places of the items that point the other way than most: the sign of their weight in what the items share most. */
export function itemsAgainstTheOthers(table: ItemTable): readonly number[] {
  const { items } = table;
  const { vectors } = symmetricEigen(matrix(items, items, pairwiseCovariances(table).correlation));
  const weights = Array.from({ length: items }, (_, item) => vectors.values[item * items + items - 1]);
  const side = Math.sign(weights.reduce((sum, weight) => sum + weight, 0)) || 1;
  return weights.flatMap((weight, item) => (weight * side < -1e-9 ? [item] : []));
}

/** [people] mean of the items that a person answered; NaN for a person who answered none. */
export function personMeans({ people, items, answers }: ItemTable): Float64Array {
  checkTable({ people, items, answers });
  return Float64Array.from({ length: people }, (_, person) => {
    const given = answers
      .subarray(person * items, (person + 1) * items)
      .filter((answer) => !Number.isNaN(answer));
    if (given.length === 0) return Number.NaN;
    const sum = given.reduce((total, answer) => total + answer, 0);
    if (Number.isFinite(sum)) return sum / given.length;
    // The sum of answers near the largest number there is may be none; their mean is one.
    return given.reduce((total, answer) => total + answer / given.length, 0);
  });
}

/** The answers with some items turned round: answer to `least + greatest - answer`. */
export function reverseItems(
  table: ItemTable,
  reversed: readonly number[],
  least: number,
  greatest: number,
): ItemTable {
  const turned = new Set(reversed);
  const both = least + greatest;
  const turn = Number.isFinite(both)
    ? (answer: number) => both - answer
    : (answer: number) => least - answer + greatest;
  const answers = table.answers.map((answer, cell) =>
    turned.has(cell % table.items) ? turn(answer) : answer,
  );
  return { ...table, answers };
}

function checkTable({ people, items, answers }: ItemTable): void {
  if (answers.length !== people * items) {
    throw new RangeError(`${people} people x ${items} items, but ${answers.length} answers`);
  }
}
