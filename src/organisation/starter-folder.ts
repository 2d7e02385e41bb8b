import type { FactTable } from '../contract/organisation.ts';

/** Where the schema for editors lies, from the organisation's folder; works without a network. */
export const schemaFile = '.whichhalf/whichhalf.schema.json';

/** Columns of the tables that one begins with, under the names that need no mapping. */
const headers: Readonly<Partial<Record<FactTable, string>>> = {
  people: 'person,team,site,joined,left,role',
  teams: 'person,team,site,role,from,to',
  attendance: 'person,course,date,hours,status',
  interactions: 'id,person,time,channel,reason,rating,asked',
  events: 'id,person,date,kind',
  assessments: 'person,programme,date,moment,score',
  reactions: 'person,programme,date,relevance,willingness,content,delivery',
  'team-facts': 'team,leader_follows_up',
};

/** The tables that a starter folder has a file for; the others come with the exports that fill them. */
export const starterTables = Object.keys(headers) as readonly FactTable[];

/** The files that `whichhalf init` writes, by name: a commented `whichhalf.yaml` and the headers of each table. */
export function starterFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['whichhalf.yaml', starterYaml],
    ...Object.entries(headers).map(([table, header]): [string, string] => [`${table}.csv`, `${header}\n`]),
  ]);
}

/** Prose begins with "# "; what may be switched on begins with "#" and no space. */
const starterYaml = `# yaml-language-server: $schema=${schemaFile}
#
# This file says who you are, what you promised, what you measure, what you trained and where your files are.
# It works as it stands. Three things are enough for a first verdict: people, attendance and one outcome.
# A line that begins with "#" and no space is optional: remove the "#" to switch it on. What it unlocks stands above it.

organisation:
  name: My organisation
  # Your word for those you serve: guests, patients, members.
  #customers: guests
  #currency: EUR
  # Times without an offset are read in this time zone.
  timeZone: UTC
  # Effects are followed by week; by month if people have few contacts.
  period: week
  # Which period a training day counts from: the following one, the containing one, or the nearest.
  #dayToPeriod: following
  # First and last day to use; without them, the first and last day in the files.
  #from: 2024-01-01
  #to: 2025-12-28

# The foundation: what you promised, by which standards it is kept, and what people do to keep them.
# Unlocks the first link of the chain: whether each programme serves something that you promised.
#foundation:
  #vision: Guests leave better than they came.
  #values: [attentive, honest]
  #promises:
    #- id: you-are-heard
      #text: You are heard.
      #standards:
        #- id: listen-first
          #text: We let guests finish, and say back what we understood.
          #measures: [satisfied]
          #behaviours:
            #- id: sums-up
              #text: Sums up the guest's concern before answering.

# What you measure, each under an id of your choice. mean: of a value, such as the rating. rate: share of yes.
# count: rows for each person and period, such as complaints.
measures:
  satisfied:
    title: Satisfied after a contact
    kind: mean
    value: rating
    better: higher
    unit: points
    # The smallest effect that would matter to you. Unlocks a verdict by your own yardstick; else one is assumed.
    #matters: 0.1
    # What one unit more is worth for one contact. Unlocks benefit, break-even and "worth more than it cost".
    #moneyPerUnit: 2.5
  # A second outcome. Unlocks what training did to complaints.
  #complaints:
    #title: Complaints
    #table: events
    #kind: count
    #where: { kind: complaint }
    #better: lower

# What you trained, each under an id of your choice.
programmes:
  my-programme:
    title: My programme
    # service, sales, leadership, system-know-how, induction or required-by-law.
    kind: service
    # The one measure by which it is judged. Without it, no verdict can be told.
    primaryOutcome: satisfied
    # Its names in the attendance file, if they differ from its title.
    #courses: [Service basics, Service basics (repeat)]
    # The standards it serves. Unlocks the first link of the chain. Needs the foundation above.
    #standards: [listen-first]
    # How people were chosen. Unlocks the method that fits: drawn by lot tells most.
    # by: person or team; how: lot, volunteers, low-scores, everyone or other.
    #chosen: { by: person, how: volunteers }
    # The condition of the workplace named before the start. Unlocks "only where ...". Needs the table team-facts.
    #condition: { fact: leader_follows_up, title: leaders follow up }
    # Fees for each date, with what people were told before. Unlocks money by date, and planned dates.
    #sessions:
      #- { date: 2025-03-03, fees: 4000 }
    # Unlocks the money bar, the break-even and the last link of the chain.
    #cost: { fees: 12000, hoursPerPerson: 8, loadedRate: 40 }

# Your files. Each row of a table is one fact; "columns" names the columns of your file that are called otherwise.
sources:
  - file: people.csv
    table: people
    #columns: { person: employee_number, joined: hired, left: last_day }
  - file: attendance.csv
    table: attendance
  - file: interactions.csv
    table: interactions
  # Who is in which team, and who leads it. Unlocks effects by team, joiners and leavers, leaders' programmes.
  #- file: teams.csv
    #table: teams
  # Complaints and other events. Unlocks the measure "complaints" above.
  #- file: events.csv
    #table: events
  # Scores before and after. Unlocks the link "Learn".
  #- file: assessments.csv
    #table: assessments
  # Answers on a session, 1 to 5. Unlocks relevance and willingness, content and delivery apart.
  #- file: reactions.csv
    #table: reactions
  # Yes or no for each team. Unlocks the condition named above.
  #- file: team-facts.csv
    #table: team-facts
`;
