export { checkData, type DataCheck } from './check-data.ts';
export { checkPeople, type PeopleCheck, previewPeople } from './check-people.ts';
export { adoptCourses } from './courses/adopt-courses.ts';
export { type CourseListed, listCourses, writeCourses } from './courses/list-courses.ts';
export { clearSpill, openDataFolder } from './data-folder.ts';
export { type Imported, type ImportPlace, importFiles, importSources } from './import-sources.ts';
export type { LoadReport } from './load-report.ts';
export { readColumns, type TextColumns } from './read-columns.ts';
export { snippetOf } from './recognise-table.ts';
