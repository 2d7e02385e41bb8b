import type { OrganisationModel } from './organisation-model.ts';

/** Names of sites and teams, and numbers of people, as they stand in the files. */

const siteNames = ['Harbour', 'Hilltop', 'Old Town', 'Riverside', 'Station', 'Parkside'];
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

/** Day of the sessions of a week: its Wednesday. */
export function sessionDay({ firstDay }: OrganisationModel, week: number): number {
  return firstDay + 7 * week + sessionWeekday;
}
