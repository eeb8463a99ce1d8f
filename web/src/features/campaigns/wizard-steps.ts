import type { Campaign } from '@parley/contract/campaigns';

export const wizardSteps = ['basics', 'template', 'audience', 'channels', 'options', 'review'] as const;
export type WizardStep = (typeof wizardSteps)[number];

export function isWizardStep(name: string): name is WizardStep {
  return (wizardSteps as readonly string[]).includes(name);
}

/** What a step still lacks, as the key of its text; null is nothing. The server looks at all of it again. */
export function lackOf(step: WizardStep, campaign: Campaign): string | null {
  const { name, templateId, groupIds, follows, channelIds, options } = campaign;
  if (step === 'basics') return name.trim() === '' ? 'name_missing' : null;
  if (step === 'template') return templateId === null ? 'template_missing' : null;
  if (step === 'audience') return groupIds.length === 0 && follows === null ? 'audience_missing' : null;
  if (step === 'channels') return channelIds.length === 0 ? 'channels_missing' : null;
  if (step === 'options') return options.consentBases.length === 0 ? 'bases_missing' : null;
  return null;
}

/** The first step that lacks something. */
export function firstLack(campaign: Campaign): { step: WizardStep; lack: string } | null {
  for (const step of wizardSteps) {
    const lack = lackOf(step, campaign);
    if (lack !== null) return { step, lack };
  }
  return null;
}
