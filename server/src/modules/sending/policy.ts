import type { SkipReason } from './types.ts';

/** What the policy knows of one person at the moment of the claim. */
export interface Standing {
  /** On the suppression list, as a person or by the address. */
  readonly suppressed: boolean;
  /** Of those the campaign accepts. */
  readonly consentBasis: string | null;
  /** Made up by somebody: nobody real has agreed to anything, or may be written to by mistake. */
  readonly isGenerated: boolean;
}

/** What the sender is allowed, whoever asks: campaign, operator and API alike. */
export interface SendingRules {
  /** `marketing` asks for consent and honours suppression; `answer` goes to a person who wrote to us. */
  readonly purpose: 'marketing' | 'answer';
  readonly sandbox: boolean;
}

/**
 * Whether a person may be written to now. Decided in the transaction that commits the intent, so an opt-out that was
 * committed before it is honoured (F35). Numbers that were generated reach only sandbox channels, whoever asks and
 * whatever else is recorded of them (NUM-6).
 */
export function decide(standing: Standing, rules: SendingRules): 'send' | SkipReason {
  if (standing.isGenerated && !rules.sandbox) return 'generated_number';
  if (rules.purpose === 'answer') return 'send';
  if (standing.suppressed) return 'suppressed';
  if (standing.consentBasis === null) return 'no_consent';
  return 'send';
}
