/** Where it is said how a file is read: in whichhalf.yaml, in a saved mapping (its path), or on the command line. */
export type ToldIn = 'whichhalf.yaml' | 'flags' | (string & {});

/** Where to add or correct something, as the end of a sentence. */
export function placeOf(toldIn: ToldIn): string {
  if (toldIn === 'flags') return 'on the command line';
  return toldIn === 'whichhalf.yaml' ? 'in its source in whichhalf.yaml' : `in ${toldIn}`;
}

/** The same with what is to be written there: 'in its source in whichhalf.yaml: "dateOrder: dmy"'. */
export function lineToWrite(toldIn: ToldIn, line: string, flag: string): string {
  return `${placeOf(toldIn)}: ${toldIn === 'flags' ? flag : `"${line}"`}`;
}
