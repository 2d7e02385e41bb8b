import { currentFacts } from '../warehouse/fact-tables.ts';
import { type Query, sql } from '../warehouse/sql.ts';

const none = -1;

export function attendanceRecorded(): Query {
  return sql`select person_index, course, date_diff('day', date '1970-01-01', date)::integer as day,
      coalesce(hours, ${none}::double) as hours, coalesce(came, true) as came
    from ${currentFacts('attendance')} facts join person_index using (person) where course is not null and date is not null`;
}

/** First and last day on which somebody came to a course. */
export function daysOfTraining(): Query {
  return sql`select min(date) as first_day, max(date) as last_day
    from ${currentFacts('attendance', [])} where course is not null and coalesce(came, true)`;
}

export function assessmentsRecorded(): Query {
  return sql`select person_index, programme, date_diff('day', date '1970-01-01', date)::integer as day, moment, score
    from ${currentFacts('assessments')} facts join person_index using (person)
    where programme is not null and date is not null and score is not null`;
}

export function reactionsRecorded(): Query {
  return sql`select coalesce(person_index, ${none}::integer)::integer as person_index, programme,
      date_diff('day', date '1970-01-01', date)::integer as day,
      coalesce(relevance, ${none}::double) as relevance, coalesce(willingness, ${none}::double) as willingness,
      coalesce(content, ${none}::double) as content, coalesce(delivery, ${none}::double) as delivery
    from ${currentFacts('reactions')} facts left join person_index using (person)
    where programme is not null and date is not null`;
}
