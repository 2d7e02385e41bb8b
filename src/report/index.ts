export { policyOf, renderReport } from './render-report.ts';
export { readSavedAnalysis, savedAnalysisPath } from './saved-analysis.ts';
