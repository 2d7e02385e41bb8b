import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const latin =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';

const families = [
  {
    family: 'Source Serif 4 Variable',
    file: '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
    weights: '200 900',
  },
  {
    family: 'Inter Variable',
    file: '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
    weights: '100 900',
  },
];

/** The two typefaces as `@font-face` rules with the files inside, Latin subsets only: about 130 kB. */
export function fontFaces(): string {
  const require = createRequire(import.meta.url);
  return families
    .map(({ family, file, weights }) => {
      const data = readFileSync(require.resolve(file)).toString('base64');
      return `@font-face{font-family:'${family}';font-style:normal;font-display:swap;font-weight:${weights};src:url(data:font/woff2;base64,${data}) format('woff2');unicode-range:${latin}}`;
    })
    .join('\n');
}
