import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteDictionary } from './byte-dictionary.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('ByteDictionary', () => {
  it('numbers keys as a map would', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 2000 }), (keys) => {
        const dictionary = new ByteDictionary();
        const map = new Map<string, number>();
        for (const key of keys) {
          const bytes = encode(key);
          if (!map.has(key)) map.set(key, map.size);
          expect(dictionary.codeOf(bytes, 0, bytes.length)).toBe(map.get(key));
        }
        expect(dictionary.size).toBe(map.size);
        for (const [key, code] of map) expect(dictionary.bytesOf(code)).toEqual(encode(key));
      }),
    );
  });

  it('keeps many keys apart while it grows, and absorbs another', () => {
    const first = new ByteDictionary();
    const second = ByteDictionary.withRoom(10);
    for (let key = 0; key < 50_000; key++) {
      const bytes = encode(`unit-${key}`);
      expect(first.codeOf(bytes, 0, bytes.length)).toBe(key);
    }
    const known = encode('unit-49999');
    second.codeOf(known, 0, known.length);
    const codes = second.absorb(first.pack());
    expect([codes[49_999], codes[0], second.size]).toEqual([0, 1, 50_000]);
  });
});
