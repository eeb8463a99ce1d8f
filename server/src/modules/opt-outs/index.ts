export { findOptOut, type SaidOptOut } from './find-opt-out.ts';
export { reactions } from './reactions.ts';
