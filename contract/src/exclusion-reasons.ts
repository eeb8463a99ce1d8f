/** Why somebody of the audience is left out, in the order in which the reasons are looked for. */
export const exclusionReasons = [
  'no_address',
  'blocked',
  'invalid_number',
  'suppressed',
  'no_consent',
  'duplicate_address',
  'cooldown',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];
