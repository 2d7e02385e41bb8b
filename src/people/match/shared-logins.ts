import { type ListIndex, localPart } from './list-index.ts';
import { plainLetters } from './plain-letters.ts';
import type { ReadName } from './read-name.ts';
import type { SourceName } from './recognition.ts';

const words: ReadonlySet<string> = new Set(
  [
    'reception receptionist rezeption frontdesk front desk lobby concierge porter empfang accueil recepcion recepción',
    'night nacht nachtdienst day tag early late früh spät shift schicht frühdienst spätdienst weekend wochenende audit',
    'team gruppe group office büro buero backoffice back info information contact kontakt mail post',
    'support service servicedesk helpdesk help hotline callcenter call center centre agent agents operator',
    'admin administrator administration system bot api webhook import export test demo default automation auto',
    'kasse cashier till counter schalter zentrale terminal kiosk station desk platz arbeitsplatz pc tablet',
    'reservation reservations reservierung booking bookings buchung sales verkauf spa bar restaurant housekeeping',
    'shared gemeinsam unassigned nobody noreply anonymous unknown guest gast queue pool temp aushilfe trainee azubi praktikant',
    'user account login konto benutzer dienst duty',
  ]
    .join(' ')
    .split(' ')
    .map(plainLetters),
);
const fillers: ReadonlySet<string> = new Set(
  'the of and und der die das am im in 1st 2nd 3rd no nr hotel house haus'.split(' '),
);

/** Why a name that fits nobody names a place or a function and not a person; undefined where it may be a person. */
export function sharedByName(name: ReadName, index: ListIndex): string | undefined {
  const said = [
    ...(name.name?.parts.flat() ?? []),
    ...(name.name === undefined && name.email !== undefined ? localPart(name.email).split(/[._-]/) : []),
  ].map(plainLetters);
  if (!said.some((word) => words.has(word.replace(/\d+$/, '')))) return undefined;
  const kinds = said.map((word) => kindOf(word, index));
  if (!kinds.includes('function') || kinds.includes('other')) return undefined;
  return 'its name is that of a place or a function';
}

function kindOf(word: string, { sites, teams, firstNames }: ListIndex): 'function' | 'place' | 'other' {
  if (words.has(word) && !firstNames.has(word)) return 'function';
  if (/^\d*$/.test(word) || fillers.has(word)) return 'place';
  if (/\d$/.test(word) && words.has(word.replace(/\d+$/, ''))) return 'function';
  const within = (names: ReadonlySet<string>) => [...names].some((each) => each.includes(word));
  return word.length > 2 && (within(sites) || within(teams)) ? 'place' : 'other';
}

/** A few long days happen, and a night's automation; more than these do not. */
const daysToTell = 3;
const shareToTell = 0.1;

/** Why the rows of a name cannot all be one person's work; undefined where they can. */
export function sharedByWork({ days, impossibleDays }: SourceName): string | undefined {
  if (impossibleDays < daysToTell || impossibleDays < shareToTell * days) return undefined;
  return `on ${impossibleDays} of ${days} days it worked in 17 hours or more, or at three sites or more`;
}
