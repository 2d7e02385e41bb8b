export { mergeSmallStages, type Stage } from './merge-small-stages.ts';
export { fewestPeople, type Shown, scoreOfPeople, scoresByGroup } from './score-of-people.ts';
