import type { FactTable, Source } from '../contract/organisation.ts';

/** One line of a proposed mapping. */
export interface ProposedLine {
  /** Which part of a source it belongs to. */
  readonly part: 'columns' | 'values' | 'labels';
  readonly name: string;
  readonly column: string;
  readonly why: string;
  /** Told by the user, by the name of the column or by the last load, not by its cells. */
  readonly sure: boolean;
}

/** What the user says about the columns of a file; an empty column takes the field out. */
export interface Corrections {
  readonly table?: FactTable | undefined;
  readonly columns: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, string>>;
  readonly units: Source['units'];
  /** Columns that need not be loaded, whatever they look like. */
  readonly leftOut: readonly string[];
  readonly dateOrder?: Source['dateOrder'];
  readonly decimal?: Source['decimal'];
}

export const noCorrections: Corrections = {
  columns: {},
  values: {},
  labels: {},
  constants: {},
  units: {},
  leftOut: [],
};

export function isCorrected({ table, dateOrder, decimal, ...parts }: Corrections): boolean {
  return (
    table !== undefined ||
    dateOrder !== undefined ||
    decimal !== undefined ||
    Object.values(parts).some((part) => Object.keys(part).length > 0)
  );
}

/** Whether the user says which columns are what, and not only how cells are read. */
export function saysColumns({ dateOrder: _, decimal: __, leftOut: ___, ...others }: Corrections): boolean {
  return isCorrected({ ...others, leftOut: [] });
}

/** The lines that the user gave. */
export function drawn(corrections: Corrections): readonly ProposedLine[] {
  return (['columns', 'values', 'labels'] as const).flatMap((part) =>
    Object.entries(corrections[part])
      .filter(([, column]) => column !== '')
      .map(([name, column]) => ({ part, name, column, why: 'as you say', sure: true })),
  );
}

/** A source with the lines that the user gave, which come before its own. */
export function correct(source: Source, corrections: Corrections): Source {
  const { dateOrder, decimal, table } = corrections;
  return {
    ...source,
    ...(table !== undefined && { table }),
    ...(dateOrder !== undefined && { dateOrder }),
    ...(decimal !== undefined && { decimal }),
    columns: { ...source.columns, ...corrections.columns },
    values: filled({ ...source.values, ...corrections.values }),
    labels: filled({ ...source.labels, ...corrections.labels }),
    constants: filled({ ...source.constants, ...corrections.constants }),
    units: { ...source.units, ...corrections.units },
    ...(source.alsoCalled !== undefined && {
      alsoCalled: Object.fromEntries(
        Object.entries(source.alsoCalled).filter(([name]) => !isTold(corrections, name)),
      ),
    }),
  };
}

/** The column that the user names is meant, under no other heading. */
function isTold({ columns, values, labels }: Corrections, name: string): boolean {
  return name in columns || name in values || name in labels;
}

function filled(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, column]) => column !== ''));
}
