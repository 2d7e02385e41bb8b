import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const fontFolders = ['/etc/fonts/fonts.conf', '/usr/local/etc/fonts/fonts.conf'];
const root = fileURLToPath(new URL('../../', import.meta.url));
const launchFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--hide-scrollbars',
];

interface Prepared {
  readonly executable: string;
  readonly env: Record<string, string>;
}

/** A real Chromium: the system's where there is one, else the one inside the npm package. */
export async function launchBrowser(): Promise<Browser> {
  const system = systemBrowsers.find((path) => existsSync(path));
  const { executable, env } = system ? { executable: system, env: {} } : await preparePackaged();
  return chromium.launch({
    executablePath: executable,
    args: [...launchFlags, '--remote-debugging-pipe', `--user-data-dir=${profileFolder()}`, 'about:blank'],
    ignoreDefaultArgs: true,
    env: { ...inherited(), ...env },
  });
}

function profileFolder(): string {
  const folder = join(root, 'node_modules/.cache', `browser-profile-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Unpacks once into node_modules/.cache, under a temporary name first, so that half a browser is never run. */
async function preparePackaged(): Promise<Prepared> {
  const entry = require.resolve('@sparticuz/chromium');
  const archives = join(dirname(entry), '../../bin');
  const folder = join(root, 'node_modules/.cache/chromium-147.0.0');
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}.part`;
    mkdirSync(unfinished, { recursive: true });
    await decompress(join(archives, 'chromium.br'), join(unfinished, 'chromium'));
    chmodSync(join(unfinished, 'chromium'), 0o755);
    for (const name of ['al2023', 'fonts']) await unpack(archives, name, unfinished);
    keepFirst(unfinished, folder);
  }
  const env: Record<string, string> = { LD_LIBRARY_PATH: join(folder, 'al2023/lib') };
  if (!fontFolders.some((path) => existsSync(path))) env.FONTCONFIG_PATH = join(folder, 'fonts');
  return { executable: join(folder, 'chromium'), env };
}

function decompress(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

async function unpack(archives: string, name: string, folder: string): Promise<void> {
  const archive = join(folder, `${name}.tar`);
  await decompress(join(archives, `${name}.tar.br`), archive);
  mkdirSync(join(folder, name), { recursive: true });
  execFileSync('tar', ['-xf', archive, '-C', join(folder, name)]);
  rmSync(archive);
}

/** Two processes may have unpacked at once: the first to rename wins. */
function keepFirst(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}
