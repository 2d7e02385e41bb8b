import type { Foundation, Programme } from '../contract/organisation.ts';
import type { LinkState } from '../model/verdict.ts';
import { standardsOf, standardsServed } from './standards.ts';

/** The first link of the chain: does the programme serve a standard that we defined? */
export interface Aim {
  readonly state: LinkState;
  /** A few words for readers, with the standards in them. */
  readonly evidence: string;
  /** What it takes for the link to hold. */
  readonly threshold: string;
  /** Ids of the standards that it serves. */
  readonly standards: readonly string[];
}

const threshold = 'serves at least one defined standard';

/**
 * Holds if the programme names, or trains a behaviour of, at least one defined standard; broken if standards are
 * defined and it serves none; unknown where no standard is defined, for nothing was entered.
 */
export function aimOf(
  programme: Pick<Programme, 'standards' | 'behaviours'>,
  foundation: Foundation | undefined,
): Aim {
  const defined = standardsOf(foundation).length;
  if (defined === 0) {
    return { state: 'unknown', evidence: 'no standard is defined', threshold, standards: [] };
  }
  const served = standardsServed(programme, foundation);
  if (served.length === 0) {
    const words = defined === 1 ? 'the one standard' : `none of ${defined} standards`;
    const evidence = defined === 1 ? `does not serve ${words}` : `serves ${words}`;
    return { state: 'broken', evidence, threshold, standards: [] };
  }
  return {
    state: 'holds',
    evidence: `serves "${served.map(({ text }) => text.replace(/\.$/, '')).join('", "')}"`,
    threshold,
    standards: served.map(({ id }) => id),
  };
}
