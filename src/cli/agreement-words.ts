import type { Refused } from '../model/refusal.ts';
import type { AgreementOfTable, Coefficient } from './agreement.ts';
import { layOutTable } from './table.ts';

/** Agreement as text for people. */
export function agreementWords(result: AgreementOfTable | Refused): string {
  if (result.kind === 'refused') return `Cannot say (${result.reason}). ${result.detail}`;
  const named: readonly [string, Coefficient | undefined][] = [
    ['Percent agreement', result.percentAgreement],
    ["Cohen's kappa", result.cohenKappa],
    ["Cohen's kappa, near misses credited", result.cohenKappaWeighted],
    ["Fleiss' kappa", result.fleissKappa],
    [`Krippendorff's alpha (${result.scale})`, result.krippendorffAlpha],
    ["Gwet's AC1", result.gwetAc1],
    [`Gwet's AC2 (${result.scale})`, result.gwetAc2],
  ];
  const columns = [
    { heading: 'coefficient', align: 'left' },
    { heading: 'value', align: 'right' },
    { heading: 'error', align: 'right' },
    { heading: '95 % interval', align: 'right' },
  ] as const;
  const rows = named.flatMap(([name, coefficient]) => (coefficient ? [rowOf(name, coefficient)] : []));
  return [
    `${result.cases} cases, ${result.raters} raters, ${result.categories.length} categories.`,
    '',
    ...layOutTable(columns, rows, 60),
    ...(result.notes.length === 0 ? [] : ['', ...result.notes]),
  ].join('\n');
}

function rowOf(name: string, coefficient: Coefficient): string[] {
  if ('kind' in coefficient) return [name, 'cannot say', '', coefficient.detail];
  const { estimate, standardError, low, high } = coefficient;
  return [name, estimate.toFixed(3), standardError.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`];
}
