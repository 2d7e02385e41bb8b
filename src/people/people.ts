import { randomBytes } from 'node:crypto';
import { type Identity, readIdentities, writeIdentities } from './identity-file.ts';
import { openSecret } from './secret.ts';

export interface PeopleFiles {
  readonly secretFile: string;
  readonly peopleFile: string;
}

/**
 * Who is who: each person has a random pseudonym, found by a keyed hash of the id that a source gives.
 * Facts hold pseudonyms only. Ids, and later names, are in one encrypted file and nowhere else.
 */
export interface People {
  /** Mixed into the keys of loaded rows. */
  readonly rowSalt: string;
  /** Pseudonym of each id, in their order; those not yet known get one, kept on disk before this returns. Erased people have none. */
  enrol(sourceIds: readonly string[]): readonly (number | undefined)[];
  /** Pseudonym of a person who is known. */
  find(sourceId: string): number | undefined;
  /** Deletes who the person is and remembers, by the keyed hash alone, that later imports must skip them. Returns the pseudonym they had. */
  forget(sourceId: string): number | undefined;
}

/** Opens the identities of a data folder; the folder must exist. */
export function openPeople({ secretFile, peopleFile }: PeopleFiles): People {
  const secret = openSecret(secretFile);
  const stored = readIdentities(peopleFile, secret.identityKey);
  const byHash = new Map(stored.people.map((identity) => [identity.hash, identity]));
  const erased = new Set(stored.erased);
  const taken = new Set(stored.people.map(({ pseudonym }) => pseudonym));
  const save = () =>
    writeIdentities(peopleFile, secret.identityKey, { people: [...byHash.values()], erased: [...erased] });

  const add = (hash: string, sourceId: string): Identity => {
    const identity = { hash, pseudonym: drawPseudonym(taken), sourceId: sourceId.trim() };
    taken.add(identity.pseudonym);
    byHash.set(hash, identity);
    return identity;
  };
  return {
    rowSalt: secret.rowSalt,
    enrol(sourceIds) {
      const before = byHash.size;
      const pseudonyms = sourceIds.map((sourceId) => {
        const hash = secret.hashOfId(sourceId);
        if (erased.has(hash)) return undefined;
        return (byHash.get(hash) ?? add(hash, sourceId)).pseudonym;
      });
      if (byHash.size > before) save();
      return pseudonyms;
    },
    find: (sourceId) => byHash.get(secret.hashOfId(sourceId))?.pseudonym,
    forget(sourceId) {
      const hash = secret.hashOfId(sourceId);
      const identity = byHash.get(hash);
      byHash.delete(hash);
      erased.add(hash);
      save();
      return identity?.pseudonym;
    },
  };
}

/** A random whole number below 2^52, so that every engine and every typed array holds it exactly. */
function drawPseudonym(taken: ReadonlySet<number>): number {
  for (;;) {
    const drawn = Number(randomBytes(8).readBigUInt64LE() >> 12n);
    if (drawn > 0 && !taken.has(drawn)) return drawn;
  }
}
