import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { UsageError } from '../model/refusal.ts';

const secretBytes = 32;

/** Keys derived from the one secret of a data folder; none of them can be turned back into it. */
export interface Secret {
  /** HMAC-SHA-256 of a source's id, as 64 hexadecimal digits. */
  readonly hashOfId: (sourceId: string) => string;
  /** AES-256-GCM key of the table of identities. */
  readonly identityKey: Buffer;
  /** Mixed into the keys of loaded rows, so that they cannot be recomputed from a guess. */
  readonly rowSalt: string;
  /** Mixed into the keys of customers, and into nothing else: what is known of one cannot be joined with the other. */
  readonly customerSalt: string;
}

/** Reads the secret of a data folder, or draws one at first use; the file is readable by its owner alone. */
export function openSecret(file: string): Secret {
  const secret = readSecret(file) ?? drawSecret(file);
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `whichhalf ${use}`, 32));
  const personKey = derive('person');
  return {
    hashOfId: (sourceId) => createHmac('sha256', personKey).update(normaliseId(sourceId)).digest('hex'),
    identityKey: derive('identities'),
    rowSalt: derive('rows').toString('hex'),
    customerSalt: derive('customers').toString('hex'),
  };
}

/** Ids that differ only in surrounding blanks or in how an accent is encoded are the same. */
function normaliseId(sourceId: string): string {
  return sourceId.trim().normalize('NFC');
}

function readSecret(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const secret = Buffer.from(text.trim(), 'hex');
  if (secret.length === secretBytes) return secret;
  throw new UsageError(
    `${file} does not hold a secret: 64 hexadecimal digits were expected.`,
    'Restore it from a backup; without it nobody in the loaded data can be recognised again. To begin anew, delete the folder it is in and import again.',
  );
}

/** Written aside and linked into place, so that a crash leaves no half secret and of two drawers one wins. */
function drawSecret(file: string): Buffer {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(aside, 'wx', 0o600);
  writeSync(handle, `${randomBytes(secretBytes).toString('hex')}\n`);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside);
  }
  return readSecret(file)!;
}
