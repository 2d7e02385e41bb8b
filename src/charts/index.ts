export { drawChainDots, drawChainSign, linkStateWords } from './chain-dots.ts';
export { drawCurve } from './curve.ts';
export { drawEffectRow } from './effect-row.ts';
export { drawPatterns, drawSwatch, reachFill, verdictFill } from './fills.ts';
export { drawInitiatives, drawMoney, drawWhere } from './intervals.ts';
export { drawLyingBar, drawUprightBar } from './money-bar.ts';
export { drawShareStillTrained, drawSmallCurve, sharedRange } from './three-curves.ts';
