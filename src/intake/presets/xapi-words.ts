/** `http://adlnet.gov/expapi/verbs/completed` as `completed`. */
export function lastPart(address: string): string {
  return address.split(/[/#]/).at(-1) ?? '';
}

/** A text in whichever language it is there in first, English before others. */
export function textIn(cells: ReadonlyMap<string, string>, column: string): string {
  const inEnglish = [...cells].find(([name]) => name.startsWith(`${column}.en`));
  return (inEnglish ?? [...cells].find(([name]) => name.startsWith(`${column}.`)))?.[1] ?? '';
}

/** Whoever acted, by the one identifier that a statement must have. */
export function personOf(cells: ReadonlyMap<string, string>): string {
  const mail = cells.get('actor.mbox') ?? '';
  return (
    mail.replace(/^mailto:/i, '') ||
    (cells.get('actor.account.name') ?? '') ||
    (cells.get('actor.openid') ?? '') ||
    (cells.get('actor.mbox_sha1sum') ?? '')
  );
}
