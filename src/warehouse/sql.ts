/** What may stand in the place of a value; dates are days since 1970 or ISO texts that the SQL casts. */
export type SqlValue = string | number | bigint | boolean | null;

/** SQL with `?` for each value, in the order of `values`. Queries nest: one is a fragment of another. */
export interface Query {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * SQL as a tagged template. What is interpolated is bound as a parameter, never pasted; another query is nested
 * with its own parameters. Names of tables and columns go through `identifier`.
 */
export function sql(strings: TemplateStringsArray, ...holes: readonly (SqlValue | Query)[]): Query {
  const values: SqlValue[] = [];
  let text = strings[0] ?? '';
  holes.forEach((hole, index) => {
    if (typeof hole === 'object' && hole !== null) {
      text += hole.text;
      values.push(...hole.values);
    } else {
      text += '?';
      values.push(hole);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

/** A quoted name of a table or column, whatever characters it holds; throws on an empty name or a NUL. */
export function identifier(name: string): Query {
  if (name === '' || name.includes('\0')) throw new RangeError(`not a name: ${JSON.stringify(name)}`);
  return { text: `"${name.replaceAll('"', '""')}"`, values: [] };
}

/** Fragments one after the other, with `separator` between them; nothing for an empty list. */
export function joinSql(fragments: readonly Query[], separator = ', '): Query {
  return {
    text: fragments.map((fragment) => fragment.text).join(separator),
    values: fragments.flatMap((fragment) => fragment.values),
  };
}

sql.join = joinSql;
