import type { Plan } from '../contract/plan.ts';

/** Lines for whichhalf.yaml that declare the roll-out as drawn: how they were chosen, and the sessions. */
export function suggestLines(
  programme: { readonly id: string; readonly title: string },
  measureId: string,
  order: Plan['order'],
): string {
  const strata = order.strata === undefined ? '' : `, strata: ${order.strata}`;
  return [
    'programmes:',
    `  ${programme.id}:`,
    `    title: ${JSON.stringify(programme.title)}`,
    `    primaryOutcome: ${measureId}`,
    `    chosen: { by: team, how: lot${strata}, seed: ${order.seed} }`,
    '    sessions:',
    ...order.stages.flatMap(({ date, teams }) => [
      `      - date: ${date}`,
      `        teams: [${teams.map(quoted).join(', ')}]`,
    ]),
  ].join('\n');
}

/** Names that YAML could take for something else are put in quotes. */
function quoted(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]*( [A-Za-z0-9_-]+)*$/.test(name) &&
    !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name)
    ? name
    : JSON.stringify(name);
}
