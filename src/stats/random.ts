import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random numbers. The same seed and the same calls give the same numbers on any machine. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, below), below <= 2^32, without bias. */
  integer(below: number): number;
  /** Shuffles in place and returns the same array. */
  shuffle(array: Int32Array): Int32Array;
  /** An independent stream. It depends on the seed and the label alone, not on what was drawn before. */
  fork(label: number): Random;
}

/** `seed` is any integer up to 2^53 in size. */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new Error(`a seed is an integer up to 2^53 in size, got ${seed}`);
  return randomOf(mix(BigInt.asUintN(64, BigInt(seed))));
}

function randomOf(key: bigint): Random {
  const generator = xoroshiro128plusFromState([...halves(mix(key + 1n)), ...halves(mix(key + 2n))]);
  let spare: number | undefined;

  const next = (): number =>
    ((generator.next() >>> 5) * 67108864 + (generator.next() >>> 6)) / 9007199254740992;

  const integer = (below: number): number => {
    if (!(Number.isInteger(below) && below >= 1 && below <= 4294967296)) {
      throw new Error(`integer(below) needs an integer from 1 to 2^32, got ${below}`);
    }
    const limit = 4294967296 - (4294967296 % below);
    for (;;) {
      const bits = generator.next() >>> 0;
      if (bits < limit) return bits % below;
    }
  };

  const normal = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    }
  };

  const shuffle = (array: Int32Array): Int32Array => {
    for (let last = array.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const kept = array[last];
      array[last] = array[other];
      array[other] = kept;
    }
    return array;
  };

  const fork = (label: number): Random => {
    if (!Number.isSafeInteger(label))
      throw new Error(`a label is an integer up to 2^53 in size, got ${label}`);
    return randomOf(mix(key ^ mix(BigInt.asUintN(64, BigInt(label) + 0x1000n))));
  };

  return { next, normal, integer, shuffle, fork };
}

/** Finaliser of splitmix64: neighbouring seeds give unrelated states. */
function mix(value: bigint): bigint {
  let z = BigInt.asUintN(64, value + 0x9e3779b97f4a7c15n);
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

function halves(value: bigint): [number, number] {
  return [Number(value >> 32n) | 0, Number(value & 0xffffffffn) | 0];
}
