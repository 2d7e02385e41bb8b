import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { UsageError } from '../model/refusal.ts';
import { readIfThere, replaceFile } from './replace-file.ts';

const mark = Buffer.from('WHPEOPLE1');
const nonceBytes = 12;
const tagBytes = 16;

const Identity = z.strictObject({
  /** Keyed hash of the source's id: the way in. */
  hash: z.string(),
  pseudonym: z.number().int(),
  sourceId: z.string(),
});
export type Identity = z.infer<typeof Identity>;

const text = z.string().optional();
const day = z.number().int().optional();

/** An entry of a list of people. */
const Entry = z.strictObject({
  source: z.string(),
  id: z.string(),
  email: text,
  user: text,
  first: text,
  last: text,
  fullName: text,
  site: text,
  team: text,
  joined: day,
  left: day,
});
export type Entry = z.infer<typeof Entry>;

const StoredDecision = z.strictObject({
  source: z.string(),
  name: z.string(),
  decision: z.enum(['same', 'different', 'shared', 'nobody']),
  /** Id in the list. */
  person: text,
  /** Where a shared login belongs. */
  team: text,
  site: text,
});
/** What somebody said about one name of one source. */
export type StoredDecision = z.infer<typeof StoredDecision>;

const Identities = z.strictObject({
  people: z.array(Identity),
  /** Keyed hashes of those who were erased. */
  erased: z.array(z.string()),
  listed: z.array(Entry).default([]),
  decisions: z.array(StoredDecision).default([]),
});
export type Identities = z.infer<typeof Identities>;

/** The encrypted table of identities, or an empty one where there is no file yet. */
export function readIdentities(file: string, key: Buffer): Identities {
  const bytes = readIfThere(file);
  if (bytes === undefined) return { people: [], erased: [], listed: [], decisions: [] };
  return Identities.parse(JSON.parse(decrypt(file, bytes, key).toString('utf8')));
}

/** Replaces the table as a whole: a crash leaves the old one or the new one. */
export function writeIdentities(file: string, key: Buffer, identities: Identities): void {
  replaceFile(file, encrypt(Buffer.from(JSON.stringify(identities)), key), 'owner');
}

function encrypt(text: Buffer, key: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(mark);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([mark, nonce, cipher.getAuthTag(), body]);
}

function decrypt(file: string, bytes: Buffer, key: Buffer): Buffer {
  const nonce = bytes.subarray(mark.length, mark.length + nonceBytes);
  const tag = bytes.subarray(mark.length + nonceBytes, mark.length + nonceBytes + tagBytes);
  const body = bytes.subarray(mark.length + nonceBytes + tagBytes);
  try {
    if (!bytes.subarray(0, mark.length).equals(mark)) throw new Error('no mark');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(mark).setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw Object.assign(
      new UsageError(
        `${file} cannot be opened: it was changed, or the secret beside it is another one.`,
        'Restore both files from the same backup, or delete the folder they are in and import again.',
      ),
      { cause },
    );
  }
}
