import { matrix, symmetricEigen } from './linear-algebra.ts';

/** Answers of people to the items of one questionnaire. */
export interface ItemTable {
  readonly people: number;
  readonly items: number;
  /** [people x items] answers, row by row; NaN where there is none. */
  readonly answers: Float64Array;
}

/** How each pair of items goes together among the people who answered both. */
export interface PairwiseCovariances {
  /** [items x items], divided by people - 1, row by row. */
  readonly covariance: Float64Array;
  /** [items x items] of the same people; 0 where one of the two does not vary. */
  readonly correlation: Float64Array;
  /** [items x items] people who answered both. */
  readonly people: Float64Array;
}

export function pairwiseCovariances({ people, items, answers }: ItemTable): PairwiseCovariances {
  checkTable({ people, items, answers });
  const covariance = new Float64Array(items * items);
  const correlation = new Float64Array(items * items);
  const both = new Float64Array(items * items);
  for (let i = 0; i < items; i++) {
    for (let j = i; j < items; j++) {
      const pair = covarianceOf(answers, people, items, i, j);
      for (const cell of [i * items + j, j * items + i]) {
        covariance[cell] = pair.covariance;
        correlation[cell] = pair.correlation;
        both[cell] = pair.people;
      }
    }
  }
  return { covariance, correlation, people: both };
}

/** Two passes: means first, so that large values do not cancel. */
function covarianceOf(answers: Float64Array, people: number, items: number, i: number, j: number) {
  let [count, sumI, sumJ] = [0, 0, 0];
  for (let person = 0; person < people; person++) {
    const [a, b] = [answers[person * items + i], answers[person * items + j]];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    count += 1;
    sumI += a;
    sumJ += b;
  }
  let [squaresI, squaresJ, products] = [0, 0, 0];
  for (let person = 0; person < people; person++) {
    const [a, b] = [answers[person * items + i], answers[person * items + j]];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    squaresI += (a - sumI / count) ** 2;
    squaresJ += (b - sumJ / count) ** 2;
    products += (a - sumI / count) * (b - sumJ / count);
  }
  return {
    covariance: count > 1 ? products / (count - 1) : 0,
    correlation: i === j ? 1 : products / (Math.sqrt(squaresI * squaresJ) || 1),
    people: count,
  };
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
  const means = new Float64Array(people);
  for (let person = 0; person < people; person++) {
    let [sum, count] = [0, 0];
    for (const answer of answers.subarray(person * items, (person + 1) * items)) {
      if (Number.isNaN(answer)) continue;
      sum += answer;
      count += 1;
    }
    means[person] = count === 0 ? Number.NaN : sum / count;
  }
  return means;
}

/** The answers with some items turned round: answer to `least + greatest - answer`. */
export function reverseItems(
  table: ItemTable,
  reversed: readonly number[],
  least: number,
  greatest: number,
): ItemTable {
  const turned = new Set(reversed);
  const answers = table.answers.map((answer, cell) =>
    turned.has(cell % table.items) ? least + greatest - answer : answer,
  );
  return { ...table, answers };
}

function checkTable({ people, items, answers }: ItemTable): void {
  if (answers.length !== people * items) {
    throw new RangeError(`${people} people x ${items} items, but ${answers.length} answers`);
  }
}
