import { defaultCampaignOptions, type CampaignOptions } from '@parley/contract/campaigns';
import type { CampaignPlan } from './sending-plan-queries.ts';
import type { PlannedRecipient } from './sending-claim-queries.ts';
import { parseTemplate, renderTemplate, type TemplateToken } from '@parley/contract/template-syntax';
import type { Clock } from '#platform/context';

export interface CompiledPlan extends Omit<CampaignPlan, 'options'> {
  readonly options: CampaignOptions;
  /** Of consent that the campaign accepts. */
  readonly bases: readonly string[];
  readonly tokens: readonly TemplateToken[];
  /** Only a template that says the e-mail address costs the look-up. */
  readonly needsEmail: boolean;
  readonly clock: Clock;
}

/** Parses a campaign's frozen template once. It was valid when it was saved: anything else is a bug. */
export function compilePlan(plan: CampaignPlan, clock: Clock): CompiledPlan {
  const parsed = parseTemplate(plan.templateText);
  if (parsed.errors.length > 0) throw new Error(`Campaign ${plan.id} was started with a template that does not parse.`);
  const needsEmail = parsed.tokens.some((token) => token.kind === 'variable' && token.name === 'email');
  const options = { ...defaultCampaignOptions, ...plan.options };
  return { ...plan, options, bases: options.consentBases, tokens: parsed.tokens, needsEmail, clock };
}

/** The text for one person; null when nothing is left of it, as an empty message is never sent. */
export function renderFor(plan: CompiledPlan, person: PlannedRecipient): string | null {
  const values = {
    firstName: person.firstName,
    lastName: person.lastName,
    middleName: person.middleName,
    fullName: person.displayName,
    // An address of another network is no number to show.
    phone: plan.network === 'sms' ? person.address : null,
    email: person.email,
    company: person.company,
    city: person.city,
    agentName: plan.organization.name,
    custom: person.attributes,
  };
  const { language, timeZone } = plan.organization;
  const { text } = renderTemplate(plan.tokens, values, { language, timeZone, now: plan.clock.now() });
  return text.trim() === '' ? null : text;
}
