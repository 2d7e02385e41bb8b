import { describe, expect, it } from 'vitest';
import { missingWords } from '../words.ts';

describe('missingWordsOf', () => {
  it('may pass over texts that begin with a digit', () => {
    expect(missingWords.filter((word) => /^\d/.test(word))).toEqual([]);
  });
});
