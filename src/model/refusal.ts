/** "Cannot say" as a value: why, in a fixed code and in words, and what data would change it. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly detail: string;
}

export function refuse(reason: string, detail: string): Refused {
  return { kind: 'refused', reason, detail };
}

/**
 * Something a user gave is wrong and can be put right by the user.
 * `message` says what is wrong and where, `remedy` what to do about it.
 */
export class UsageError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}
