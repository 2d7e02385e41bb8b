export { mergeSmallStages, type Stage } from './merge-small-stages.ts';
export { fewestPeople, scoreOfPeople, scoresByGroup } from './score-of-people.ts';
