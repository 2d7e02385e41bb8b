import { createRandom, type Random } from './random.ts';
import { type Refused, refuse } from './refused.ts';

export interface StagedOrderInput {
  readonly units: number;
  /** [units] stratum of each, numbered from 0; one stratum where it is absent. */
  readonly stratumOf?: Int32Array | undefined;
  /** Units in each stage, first stage first. Those left over are trained in none. */
  readonly sizes: readonly number[];
  readonly seed: number;
}

export interface StagedOrder {
  readonly kind: 'order';
  /** [units] stage of each unit, -1 for those in none. */
  readonly stageOf: Int32Array;
  /** [strata][stages + 1] units of each stratum in each stage; the last column counts those in none. */
  readonly counts: readonly Int32Array[];
  /** How the order was drawn, so that anybody can draw it again. */
  readonly procedure: string;
}

/**
 * Draws who is trained when.
 *
 * Question: in which order are the units trained, so that chance alone decides?
 * Estimand: none; a draw under which each unit of a stratum is as likely as any other to be in any stage.
 * Formula: n_hs = n_h size_s / n, rounded up or down at random with E n_hs unchanged and all n_h and size_s met; then
 *   each stratum is shuffled and dealt out by its n_hs.
 * Source: [cox1987], controlled rounding.
 * Assumes: the seed was named before anybody saw the order; the order is kept.
 * Input: number of units, stratum of each, sizes of the stages, seed.
 * Output: stage of each unit from 0, -1 for none; units by stratum and stage, each within 1 of its share.
 * Refuses: `nothing-to-draw` where only one order exists: one stage for all, or a single unit.
 * Uncertainty: none; the draw is the chance that tests and intervals rest on (`permutationTest`).
 * Proof: every order of small draws counted against the chances of the definition; sizes and shares on random draws.
 */
export function stagedOrder(input: StagedOrderInput): StagedOrder | Refused {
  checkInput(input);
  const { units, sizes, seed } = input;
  const resting = units - sizes.reduce((sum, size) => sum + size, 0);
  const columns = [...sizes, resting];
  if (units < 2 || columns.filter((size) => size > 0).length < 2) {
    return refuse(
      'nothing-to-draw',
      `${units} units in stages of ${sizes.join(', ')} can be put in one order only; use two stages, or leave some out.`,
    );
  }
  const random = createRandom(seed);
  const strata = membersByStratum(input);
  const counts = roundAtRandom(
    strata.map((members) => members.length),
    columns,
    random,
  );
  const stageOf = new Int32Array(units);
  strata.forEach((members, h) => {
    dealOut(random.shuffle(members), counts[h], stageOf);
  });
  return { kind: 'order', stageOf, counts, procedure: procedureOf(input, strata.length, resting) };
}

function checkInput({ units, stratumOf, sizes }: StagedOrderInput): void {
  if (!(Number.isInteger(units) && units >= 1))
    throw new Error(`a draw needs a whole number of units, got ${units}`);
  if (stratumOf !== undefined && stratumOf.length !== units) {
    throw new Error(`${stratumOf.length} strata for ${units} units`);
  }
  if (sizes.length === 0 || sizes.some((size) => !(Number.isInteger(size) && size >= 0))) {
    throw new Error(`sizes of stages are whole numbers, got ${sizes.join(', ')}`);
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > units) throw new Error(`stages of ${sizes.join(', ')} hold more than the ${units} units`);
}

function membersByStratum({ units, stratumOf }: StagedOrderInput): Int32Array[] {
  const members = new Map<number, number[]>();
  for (let unit = 0; unit < units; unit++) {
    const stratum = stratumOf?.[unit] ?? 0;
    members.set(stratum, [...(members.get(stratum) ?? []), unit]);
  }
  return [...members].sort((a, b) => a[0] - b[0]).map(([, list]) => Int32Array.from(list));
}

function dealOut(members: Int32Array, counts: Int32Array, stageOf: Int32Array): void {
  let next = 0;
  counts.forEach((count, column) => {
    const stage = column === counts.length - 1 ? -1 : column;
    for (let k = 0; k < count; k++) stageOf[members[next++]] = stage;
  });
}

/** [rows][columns] whole numbers with the margins given, each its share rounded up or down, without bias. */
function roundAtRandom(rows: readonly number[], columns: readonly number[], random: Random): Int32Array[] {
  const total = rows.reduce((sum, size) => sum + size, 0);
  const rest = rows.map((row) => Int32Array.from(columns, (column) => (row * column) % total));
  for (let cycle = cycleOf(rest, total); cycle.length > 0; cycle = cycleOf(rest, total)) {
    shiftAlong(cycle, rest, total, random);
  }
  return rows.map((row, h) =>
    Int32Array.from(columns, (column, s) => Math.floor((row * column) / total) + rest[h][s] / total),
  );
}

type Cell = readonly [row: number, column: number];

/**
 * A closed walk over cells that are not whole yet, along a row, then a column, and so on; empty if all are whole. There
 * always is one: margins are whole, so a row or column with one such cell has another.
 */
function cycleOf(rest: readonly Int32Array[], total: number): Cell[] {
  const open = (row: number, column: number) => rest[row][column] > 0 && rest[row][column] < total;
  const start = rest.findIndex((cells, row) => cells.some((_, column) => open(row, column)));
  if (start < 0) return [];
  const path: Cell[] = [];
  const seenAt = new Map<string, number>([[`row ${start}`, 0]]);
  let row = start;
  let column = -1;
  for (;;) {
    column = rest[row].findIndex((_, next) => next !== column && open(row, next));
    path.push([row, column]);
    const columnSeen = seenAt.get(`column ${column}`);
    if (columnSeen !== undefined) return path.slice(columnSeen);
    seenAt.set(`column ${column}`, path.length);
    row = rest.findIndex((_, next) => next !== row && open(next, column));
    path.push([row, column]);
    const rowSeen = seenAt.get(`row ${row}`);
    if (rowSeen !== undefined) return path.slice(rowSeen);
    seenAt.set(`row ${row}`, path.length);
  }
}

/** Moves as much as there is room for, up on every other cell and down on the rest, or the other way round. */
function shiftAlong(
  cycle: readonly Cell[],
  rest: readonly Int32Array[],
  total: number,
  random: Random,
): void {
  const room = (rising: number) =>
    Math.min(
      ...cycle.map(([row, column], k) => (k % 2 === rising ? total - rest[row][column] : rest[row][column])),
    );
  const [up, down] = [room(0), room(1)];
  const change = random.integer(up + down) < down ? up : -down;
  cycle.forEach(([row, column], k) => {
    rest[row][column] += k % 2 === 0 ? change : -change;
  });
}

function procedureOf({ units, sizes, seed }: StagedOrderInput, strata: number, resting: number): string {
  const within = strata === 1 ? '' : ` in ${strata} strata`;
  const rounding =
    strata === 1
      ? ''
      : ' The share of each stage in each stratum is rounded up or down at random, so that all sizes are met and every unit has the same chances (controlled rounding, Cox 1987).';
  return (
    `${units} units${within}, numbered as listed; stages of ${sizes.join(', ')}${resting > 0 ? `, ${resting} in no stage` : ''}; seed ${seed}.` +
    `${rounding} Then ${strata === 1 ? 'all units are' : 'each stratum is'} shuffled (Fisher-Yates) and dealt out from the first stage on.` +
    ' Random numbers: xoroshiro128+, seeded by splitmix64.'
  );
}
