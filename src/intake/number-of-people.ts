import type { ColumnLook } from './column-look.ts';
import { numbersPeople, spokenName } from './name-hints.ts';

/** The column of a list of people that has a number of its own for each of them, such as "Pers.-Nr." or "matricule". */
export function numberOfPeople(looks: readonly ColumnLook[]): ColumnLook | undefined {
  const numbers = looks.filter(
    ({ column, look, filled, different, cells }) =>
      (look === 'code' || look === 'whole number') &&
      filled > 1 &&
      different === filled &&
      filled === cells.length &&
      numbersPeople(column),
  );
  return numbers.find(({ column }) => ofStaff.test(spokenName(column))) ?? numbers[0];
}

const ofStaff =
  /\b(pers\w*|mitarbeiter\w*|ma|emp\w*|staff|payroll|matri\w*|legajo|medewerker\w*|dipendente|salarie)\b/;
