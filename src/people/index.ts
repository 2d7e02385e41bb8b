export { erasePerson } from './erase-person.ts';
export type { Entry as ListEntry } from './identity-file.ts';
export type { Recognition, WayOfMatching } from './match/recognition.ts';
export { openPeople, type People } from './people.ts';
export { type LoginsPlaced, type LoginWork, placeLogins } from './place-logins.ts';
export { readIfThere, replaceFile } from './replace-file.ts';
export { keepPeopleSettled, settlePeople } from './settle.ts';
export { type WhoIsWho, whoWouldBeWho } from './who-is-who.ts';
