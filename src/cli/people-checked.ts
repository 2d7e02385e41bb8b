import { costsOfAttendance, loadFacts } from '../impact/index.ts';
import { adoptCourses, checkPeople, type PeopleCheck, type PeopleCheckPlace } from '../intake/index.ts';
import { UsageError } from '../model/refusal.ts';
import type { Workplace } from './workplace.ts';

/** Who is who, and what hangs on each name: hours and money as the analysis counts them. */
export async function checkPeopleWithCosts(
  workplace: Omit<PeopleCheckPlace, 'costs' | 'hoursOfCourse'>,
): Promise<PeopleCheck> {
  return checkPeople(await withCosts(workplace));
}

/** A workplace with its courses, and with what an attendance costs. */
export async function withCosts<
  Place extends Pick<Workplace, 'folder' | 'organisation' | 'warehouse' | 'people'>,
>(workplace: Place): Promise<Place & PeopleCheckPlace> {
  const { organisation, hoursOfCourse } = await adoptCourses(workplace);
  const place = { ...workplace, organisation, hoursOfCourse };
  return { ...place, costs: () => costsIn(place) };
}

/** As the analysis counts them; undefined without facts that costs could be counted from. */
export async function costsIn(place: Omit<PeopleCheckPlace, 'costs'>) {
  try {
    const facts = await loadFacts({ ...place, measures: new Set() });
    return costsOfAttendance(facts, place.organisation);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
