import type { Link, LinkState } from '../model/verdict.ts';

export interface ChainStep {
  readonly link: Link;
  readonly state: LinkState;
}

export const linkStateWords: Readonly<Record<LinkState, string>> = {
  holds: 'holds',
  broken: 'broken',
  unknown: 'not known',
};

const step = 16.5;

/** The chain as seven signs: full = holds, cross = broken, ring = not known; pale after the first broken one. */
export function drawChainDots(chain: readonly ChainStep[]): string {
  const broken = firstBroken(chain);
  const signs = chain.map(
    ({ state }, i) => `<g transform="translate(${8 + i * step} 8)">${sign(state, i > broken)}</g>`,
  );
  const words = chain.map(({ link, state }) => `${link} ${linkStateWords[state]}`).join(', ');
  return `<svg class="dots" role="img" aria-label="Chain: ${words}" width="${Math.round(chain.length * step)}" height="16">${signs.join('')}</svg>`;
}

/** One sign of the chain, 16 by 16. */
export function drawChainSign(chain: readonly ChainStep[], index: number): string {
  const { state } = chain[index]!;
  const pale = index > firstBroken(chain);
  return `<svg class="dots" width="16" height="16" aria-hidden="true"><g transform="translate(8 8)">${sign(state, pale)}</g></svg>`;
}

function firstBroken(chain: readonly ChainStep[]): number {
  const index = chain.findIndex(({ state }) => state === 'broken');
  return index < 0 ? chain.length : index;
}

function sign(state: LinkState, pale: boolean): string {
  const tone = pale ? ' pale' : '';
  if (state === 'broken') return `<path class="cross${tone}" d="M-4.5-4.5L4.5 4.5M-4.5 4.5L4.5-4.5"/>`;
  if (state === 'unknown') return `<circle class="ring${tone}" r="4.9"/>`;
  return `<circle class="full${tone}" r="5.6"/>`;
}
