import { Command } from 'commander';
import { listCourses, writeCourses } from '../intake/index.ts';
import { coursesWords, withoutPeople } from './courses-words.ts';
import type { Terminal } from './terminal.ts';
import type { OpenWorkplace } from './workplace.ts';

interface CoursesOptions {
  readonly folder: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** `whichhalf courses`: every course of the attendance with what it is taken for, to be corrected in one pass. */
export function coursesCommand(terminal: Terminal, openWorkplace: OpenWorkplace): Command {
  return new Command('courses')
    .description(
      'Lists the courses of the attendance with people, hours and a guessed kind, to be corrected.',
    )
    .option('--write', 'write them to course-kinds.csv beside whichhalf.yaml; what was corrected there stays')
    .option('--folder <folder>', 'the organisation’s folder', '.')
    .option('--json', 'print JSON')
    .action(async ({ folder, write = false, json = false }: CoursesOptions) => {
      const workplace = await openWorkplace(folder);
      try {
        const courses = await listCourses(workplace);
        if (write && courses.length > 0) {
          const path = writeCourses(workplace.folder, courses);
          terminal.note(`Written to ${path}. Correct it there; each analysis reads it.`);
        }
        terminal.result(courses, () => coursesWords(courses, terminal.columns), json);
        if (courses.length === 0) terminal.note(withoutPeople);
      } finally {
        workplace.close();
      }
    });
}
