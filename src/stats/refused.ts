/** "Cannot say" as a value: why, in a fixed code and in words that name what would tell. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly detail: string;
}

export function refuse(reason: string, detail: string): Refused {
  return { kind: 'refused', reason, detail };
}
