import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of this run of the suite, for what its files share; it goes when the run ends. */
    readonly placeOfRun: string;
  }
}

export function setup(project: TestProject): () => void {
  const place = mkdtempSync(join(tmpdir(), 'whichhalf-run-'));
  project.provide('placeOfRun', place);
  return () => rmSync(place, { recursive: true, force: true });
}
