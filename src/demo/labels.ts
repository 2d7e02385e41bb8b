import type { OrganisationModel } from './organisation-model.ts';

/** Names of sites, teams and people as they stand in the files. */

const siteNames = ['Harbour', 'Hilltop', 'Old Town', 'Riverside', 'Station', 'Parkside'];
const firstNames =
  'Ada Anton Bela Clara Dario Edda Emil Fatma Femi Goran Hanna Ines Ivo Jana Jonas Kaja Leo Lina Mara Milo Nadia Nils Olga Omar Petra Rafi Rosa Sami Selma Taro Tilda Uwe Vera Wim Yara Zeno'.split(
    ' ',
  );
const lastNames =
  'Acker Balke Bruhn Corvin Dahlke Ebel Falk Gerber Hauke Ilgner Jarosch Kallas Lorenz Mertens Nowak Osterloh Pahl Quandt Richter Sander Thamm Ulrich Vogt Wanner Yilmaz Zander'.split(
    ' ',
  );
const sessionWeekday = 2;

export function siteName(site: number): string {
  return siteNames[site] ?? `Site ${site + 1}`;
}

export function siteOf({ sites, teams }: OrganisationModel, team: number): number {
  return Math.floor((team * sites) / teams);
}

/** `Harbour 3`: teams are numbered within their site. */
export function teamName(model: OrganisationModel, team: number): string {
  const site = siteOf(model, team);
  const firstOfSite = Math.ceil((site * model.teams) / model.sites);
  return `${siteName(site)} ${team - firstOfSite + 1}`;
}

export function employeeNumber(person: number): string {
  return `E${String(10_000 + person)}`;
}

export function personName(first: number, last: number): string {
  return `${firstNames[first % firstNames.length]} ${lastNames[last % lastNames.length]}`;
}

/** Day of the sessions of a week: its Wednesday. */
export function sessionDay({ firstDay }: OrganisationModel, week: number): number {
  return firstDay + 7 * week + sessionWeekday;
}
