export { erasePerson } from './erase-person.ts';
export { openPeople, type People } from './people.ts';
