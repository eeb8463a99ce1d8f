import type { TemplateTarget } from '@parley/contract/templates';

/** The contract's own list comes with its validator, which browsers do not need. */
export const targets = [
  'universal',
  'sms',
  'whatsapp',
  'telegram',
  'email',
] as const satisfies readonly TemplateTarget[];
