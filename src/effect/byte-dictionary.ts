/** Keys in a form that travels between threads: key k lies in `arena` from `ends[k - 1]` to `ends[k]`. */
export interface PackedKeys {
  readonly arena: Uint8Array;
  readonly ends: Float64Array;
}

/**
 * Keys of bytes, numbered from 0 in the order in which they were first seen. Tables are sorted more often than not:
 * the key that followed this one last time is tried first, so that most look-ups touch no table.
 */
export class ByteDictionary {
  private arena = new Uint8Array(1 << 12);
  private ends = new Float64Array(1 << 8);
  private hashes = new Int32Array(1 << 8);
  private following = new Int32Array(1 << 8);
  private slots = new Int32Array(1 << 9).fill(-1);
  private count = 0;
  private last = 0;

  get size(): number {
    return this.count;
  }

  /** Number of the key in bytes `start` to `end`; a new key gets the next number. */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    const guess = this.following[this.last] as number;
    if (guess < this.count && this.isKey(guess, bytes, start, end)) {
      this.last = guess;
      return guess;
    }
    const code = this.find(bytes, start, end);
    this.following[this.last] = code;
    this.last = code;
    return code;
  }

  bytesOf(code: number): Uint8Array {
    return this.arena.subarray(this.startOf(code), this.ends[code]);
  }

  /** A dictionary with room for so many keys before it has to grow. */
  static withRoom(keys: number): ByteDictionary {
    const dictionary = new ByteDictionary();
    const room = 2 ** Math.ceil(Math.log2(Math.max(keys, 1 << 8)));
    dictionary.ends = new Float64Array(room);
    dictionary.hashes = new Int32Array(room);
    dictionary.following = new Int32Array(room);
    dictionary.slots = new Int32Array(room * 2).fill(-1);
    return dictionary;
  }

  /** For each key of `other`, its number here; keys that were not here are added. */
  absorb(other: PackedKeys): Int32Array {
    const codes = new Int32Array(other.ends.length);
    let start = 0;
    for (let key = 0; key < codes.length; key++) {
      const end = other.ends[key] as number;
      codes[key] = this.codeOf(other.arena, start, end);
      start = end;
    }
    return codes;
  }

  pack(): PackedKeys {
    const ends = this.ends.slice(0, this.count);
    return { arena: this.arena.slice(0, ends.at(-1) ?? 0), ends };
  }

  private find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const code = this.slots[slot] as number;
      if (code < 0) return this.add(bytes, start, end, hash, slot);
      if (this.hashes[code] === hash && this.isKey(code, bytes, start, end)) return code;
    }
  }

  private startOf(code: number): number {
    return code === 0 ? 0 : (this.ends[code - 1] as number);
  }

  private isKey(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { arena } = this;
    const from = this.startOf(code);
    const length = end - start;
    if ((this.ends[code] as number) - from !== length) return false;
    for (let at = 0; at < length; at++) {
      if (arena[from + at] !== bytes[start + at]) return false;
    }
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.count++;
    const from = this.startOf(code);
    const to = from + end - start;
    if (to > this.arena.length) {
      this.arena = copiedInto(new Uint8Array(Math.max(this.arena.length * 2, to)), this.arena);
    }
    if (code >= this.ends.length) {
      const room = this.ends.length * 2;
      this.ends = copiedInto(new Float64Array(room), this.ends);
      this.hashes = copiedInto(new Int32Array(room), this.hashes);
      this.following = copiedInto(new Int32Array(room), this.following);
    }
    for (let at = 0; at < end - start; at++) this.arena[from + at] = bytes[start + at] as number;
    this.ends[code] = to;
    this.hashes[code] = hash;
    this.following[code] = code + 1;
    this.slots[slot] = code;
    if (this.count * 2 > this.slots.length) this.spread();
    return code;
  }

  private spread(): void {
    const mask = this.slots.length * 2 - 1;
    this.slots = new Int32Array(mask + 1).fill(-1);
    for (let code = 0; code < this.count; code++) {
      let slot = (this.hashes[code] as number) & mask;
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = code;
    }
  }
}

type Numbers =
  | Uint8Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** The wider array with the numbers of the narrower at its start. */
export function copiedInto<Wider extends Numbers>(wider: Wider, narrower: Wider): Wider {
  wider.set(narrower);
  return wider;
}

/** FNV-1a with a final mix, so that the low bits depend on every byte. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
