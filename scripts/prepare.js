// Builds dist/ after `npm ci`; does nothing where the compiler is not installed (`npm ci --omit=dev`).
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
let compiler;
try {
  compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
} catch {
  compiler = undefined;
}
if (compiler && existsSync(compiler)) {
  execFileSync(process.execPath, [compiler, '-b', 'src'], { stdio: 'inherit' });
}
