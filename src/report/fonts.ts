import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const latin =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';

/** The two typefaces as `@font-face` rules with the files inside, Latin subsets only: about 130 kB. */
export function fontFaces(): string {
  const serif = require.resolve(
    '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  );
  const sans = require.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
  return [
    fontFace('Source Serif 4 Variable', '200 900', serif),
    fontFace('Inter Variable', '100 900', sans),
  ].join('\n');
}

function fontFace(family: string, weights: string, file: string): string {
  const data = readFileSync(file).toString('base64');
  return `@font-face{font-family:'${family}';font-style:normal;font-display:swap;font-weight:${weights};src:url(data:font/woff2;base64,${data}) format('woff2');unicode-range:${latin}}`;
}
