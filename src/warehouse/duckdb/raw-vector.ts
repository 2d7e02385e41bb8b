import type { DuckDBVector } from '@duckdb/node-api';

type Items = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint16Array | Uint8Array;

interface RawVector {
  readonly items: Items;
  /** One bit per row, 1 where there is a value; null where every row has one. */
  readonly validity: { readonly data: BigUint64Array | null };
}

/**
 * The arrays behind a vector of numbers. The binding holds them in fields that its types call private; going through
 * `getItem` costs six times as much. The conformance suite fails if an update of the binding moves them.
 */
export function rawVector(vector: DuckDBVector): RawVector {
  const raw = vector as unknown as RawVector;
  if (!ArrayBuffer.isView(raw.items)) throw new TypeError(`${vector.constructor.name} holds no array`);
  return raw;
}

/** True if some row may be NULL; false means that none is. */
export function mayHoldNull(vector: DuckDBVector): boolean {
  return (vector as unknown as RawVector).validity.data !== null;
}
