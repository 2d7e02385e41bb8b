/**
 * States of completion as Moodle writes them, by its keys `completion-y`, `-n`, `-pass` and `-fail`, in the languages seen
 * so far. Who has set a state by hand stands behind it in brackets.
 */
const completed: readonly string[] = [
  'completed',
  'completed (achieved pass grade)',
  'completed (did not achieve pass grade)',
  'completato',
  'completato (raggiunta la sufficienza)',
  'completato (non raggiunta la sufficienza)',
  'abgeschlossen',
  'abgeschlossen (bestanden)',
  'abgeschlossen (nicht bestanden)',
  'terminé',
  'completado',
];
const notCompleted: readonly string[] = [
  'not completed',
  'non completato',
  'nicht abgeschlossen',
  'pas terminé',
  'non terminé',
  'no completado',
];

/** Whether a state means completed; undefined where it is no state. */
export function completionOf(state: string): boolean | undefined {
  const plain = state.trim().toLowerCase();
  const bare = plain.replace(
    / \((?:set by|impostato da|gesetzt durch|défini par|establecido por) [^)]*\)$/,
    '',
  );
  if (completed.includes(bare)) return true;
  return notCompleted.includes(bare) ? false : undefined;
}
