/** How a person of a session that was read from a file is written among the names of a programme's sessions. */
const mark = '\u0000';

export function nameOfPseudonym(pseudonym: number): string {
  return `${mark}${pseudonym}`;
}

/** The pseudonym in such a name; undefined for a name as somebody wrote it. */
export function pseudonymIn(name: string): number | undefined {
  return name.startsWith(mark) ? Number(name.slice(mark.length)) : undefined;
}
