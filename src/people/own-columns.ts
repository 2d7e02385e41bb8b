import type { AliasLine, Proposal } from './aliases-file.ts';

/**
 * What somebody wrote beside a line of people-aliases.csv, in columns of their own, stays beside it when the file is
 * written anew; where that line is no longer asked, it stays as it is.
 */
export function withOwnColumns(
  proposals: readonly Proposal[],
  lines: readonly AliasLine[],
): readonly Proposal[] {
  const written = lines.filter(({ own }) => own.some((cell) => cell !== ''));
  const ofLine = new Map<string, AliasLine[]>();
  const places = new Set(proposals.map(placeOf));
  for (const line of written) {
    const everywhere = placeOf({ ...line, source: '*' });
    const place = !places.has(placeOf(line)) && places.has(everywhere) ? everywhere : placeOf(line);
    ofLine.set(place, [...(ofLine.get(place) ?? []), line]);
  }
  const rest = written.filter(
    (line) => !places.has(placeOf(line)) && !places.has(placeOf({ ...line, source: '*' })),
  );
  return [
    ...proposals.map((each) => {
      const own = ofLine.get(placeOf(each));
      return own === undefined ? each : { ...each, own: joined(own) };
    }),
    ...rest.map(({ line: _, ...line }) => ({ ...line, listedAs: '', why: 'your note', rows: 0 })),
  ];
}

/** Under this, a line that was decided is the one that asked. */
function placeOf({
  source,
  name,
  person,
  decision,
}: Pick<AliasLine, 'source' | 'name' | 'person' | 'decision'>) {
  const ofNobody = decision === 'shared' || decision === 'nobody';
  return `${source}\u001f${name}\u001f${ofNobody ? '' : person}`;
}

/** Of several lines that became one, everything that was written beside them. */
function joined(lines: readonly AliasLine[]): readonly string[] {
  const [first] = lines;
  return (first?.own ?? []).map((_, column) =>
    [...new Set(lines.map(({ own }) => own[column] ?? ''))].filter((cell) => cell !== '').join('; '),
  );
}
