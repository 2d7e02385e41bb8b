/** Texts that stand for "nothing here", compared in lower case. */
export const missingWords = [
  '',
  '?',
  '-',
  '--',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  '(null)',
  'none',
  'nil',
] as const;

export const yesWords = ['yes', 'y', 'true', 't', '1', 'x', 'ja', 'j', 'oui', 'sí', 'si', 'sim'] as const;
export const noWords = ['no', 'n', 'false', 'f', '0', 'nein', 'non', 'não'] as const;

export const cameWords = [
  ...yesWords,
  'came',
  'present',
  'attended',
  'completed',
  'complete',
  'passed',
  'done',
  'anwesend',
  'teilgenommen',
  'présent',
  'présente',
  'presente',
  'asistió',
  'asistio',
  'a participé',
  'completado',
  'terminé',
  'frequentato',
] as const;
export const absentWords = [
  ...noWords,
  'no-show',
  'no show',
  'noshow',
  'absent',
  'cancelled',
  'canceled',
  'did not attend',
  'not attended',
  'missed',
  'excused',
  'registered',
  'enrolled',
  'booked',
  'not completed',
  'incomplete',
  'failed to attend',
  'abwesend',
  'nicht teilgenommen',
  'angemeldet',
  'absente',
  'excusé',
  'inscrit',
  'ausente',
  'no asistió',
  'no asistio',
  'inscrito',
  'assente',
  'iscritto',
] as const;

export const beforeWords = ['before', 'pre', 'pre-test', 'pretest', 'vor', 'vorher'] as const;
export const afterWords = ['after', 'post', 'post-test', 'posttest', 'nach', 'nachher'] as const;

/** Roles in a team that make their holder its leader; everybody else is a member. */
export const leaderWords = [
  'leader',
  'lead',
  'team lead',
  'team leader',
  'teamleader',
  'teamlead',
  'manager',
  'team manager',
  'supervisor',
  'head',
  'leitung',
  'teamleitung',
  'leiter',
  'leiterin',
  'chef',
] as const;
