import type { Campaign, CampaignCheck } from '@parley/contract/campaigns';
import type { Fault } from '@parley/contract/fault';
import { parseTemplate } from '@parley/contract/template-syntax';
import type { Template } from '@parley/contract/templates';
import { getTemplate } from '#templates';
import type { Ctx } from '#platform/context';
import { listChannels, listGroups, type CampaignChannel } from './campaign-queries.ts';
import { getCampaign } from './get-campaign.ts';
import { textLimit } from './text-limit.ts';

/** What hinders the start of a campaign, each fault by name, and what is worth knowing before it. Counts nobody. */
export async function checkCampaign(ctx: Ctx, { id }: { id: string }): Promise<CampaignCheck> {
  return findFaults(ctx, await getCampaign(ctx, { id }));
}

export async function findFaults(ctx: Ctx, campaign: Campaign): Promise<CampaignCheck> {
  const { organizationId } = ctx.actor;
  const channels = await listChannels(ctx.db, organizationId, campaign.channelIds);
  const channelTroubles = channels.flatMap((channel) => troubleOf(channel, campaign) ?? []);
  const mayUseSome = channelTroubles.length < channels.length;
  const faults = [
    ...(await templateFaults(ctx, campaign, channels)),
    ...(channels.length === 0 ? [channelsMissing] : []),
    ...(mayUseSome ? [] : channelTroubles),
    ...generatedFaults(campaign, channels),
    ...(await audienceFaults(ctx, campaign)),
  ];
  return { faults, warnings: mayUseSome ? channelTroubles : [] };
}

async function templateFaults(
  ctx: Ctx,
  { templateId, network }: Campaign,
  channels: readonly CampaignChannel[],
): Promise<Fault[]> {
  if (templateId === null) return [templateMissing];
  const template = await getTemplate(ctx, { id: templateId });
  const faults: Fault[] = [];
  if (template.archivedAt !== null) faults.push(templateArchived);
  if (!suits(template, network)) {
    faults.push({
      path: 'templateId',
      rule: 'template_other_network',
      en: `The template is written for ${template.target}, the campaign goes by ${network}.`,
      ru: `Шаблон написан для ${template.target}, а кампания идёт через ${network}.`,
    });
  }
  const limit = textLimit(ctx, channels);
  const length = leastLength(template);
  if (limit !== null && length > limit) {
    faults.push({
      path: 'templateId',
      rule: 'text_too_long',
      en: `The template is ${length} characters long, before anything is put into it. The channel takes ${limit}.`,
      ru: `В шаблоне ${length} символов ещё до подстановки, а канал принимает не больше ${limit}.`,
    });
  }
  return faults;
}

/** With nothing in its variables. What comes out for each person is for the preview of the audience to count. */
function leastLength({ items }: Template): number {
  const lengths = items.map(({ text }) => {
    const { tokens } = parseTemplate(text);
    return tokens.reduce((total, token) => total + (token.kind === 'text' ? token.text.length : 0), 0);
  });
  return Math.max(0, ...lengths);
}

function suits({ target }: Template, network: string): boolean {
  return target === 'universal' || target === network;
}

/** One account less is a warning while another one can send. */
function troubleOf(channel: CampaignChannel, { network }: Campaign): Fault | null {
  const fault = (rule: string, en: string, ru: string): Fault => ({ path: 'channelIds', rule, en, ru });
  const { name } = channel;
  if (channel.removed_at)
    return fault('channel_removed', `The channel “${name}” was removed.`, `Канал «${name}» удалён.`);
  if (channel.network !== network) {
    return fault(
      'channel_other_network',
      `The channel “${name}” belongs to ${channel.network}.`,
      `Канал «${name}» относится к ${channel.network}.`,
    );
  }
  if (channel.paused_at)
    return fault('channel_paused', `The channel “${name}” is paused.`, `Канал «${name}» на паузе.`);
  if (channel.state === 'login_required') {
    return fault(
      'channel_login_required',
      `The channel “${name}” must be signed in again.`,
      `В канал «${name}» нужно войти заново.`,
    );
  }
  return null;
}

/** Generated numbers are nobody's consent: they are for trying things out (NUM-6). */
function generatedFaults({ options }: Campaign, channels: readonly CampaignChannel[]): Fault[] {
  const isForTesting = channels.every((channel) => channel.is_sandbox);
  return options.consentBases.includes('generated') && !isForTesting ? [generatedNeedsSandbox] : [];
}

async function audienceFaults(ctx: Ctx, { groupIds, follows }: Campaign): Promise<Fault[]> {
  // Whether anybody is left there is for the launch to count.
  if (follows !== null) return [];
  if (groupIds.length === 0) return [audienceMissing];
  const groups = await listGroups(ctx.db, ctx.actor.organizationId, groupIds);
  return groups.every((group) => group.member_count === 0) ? [audienceEmpty] : [];
}

const templateMissing: Fault = {
  path: 'templateId',
  rule: 'template_missing',
  en: 'Choose a template.',
  ru: 'Выберите шаблон.',
};
const templateArchived: Fault = {
  path: 'templateId',
  rule: 'template_archived',
  en: 'The template is archived.',
  ru: 'Шаблон в архиве.',
};
const channelsMissing: Fault = {
  path: 'channelIds',
  rule: 'channels_missing',
  en: 'Choose at least one channel.',
  ru: 'Выберите хотя бы один канал.',
};
const audienceMissing: Fault = {
  path: 'groupIds',
  rule: 'audience_missing',
  en: 'Choose at least one group.',
  ru: 'Выберите хотя бы одну группу.',
};
const audienceEmpty: Fault = {
  path: 'groupIds',
  rule: 'audience_empty',
  en: 'Nobody is in the chosen groups.',
  ru: 'В выбранных группах никого нет.',
};
const generatedNeedsSandbox: Fault = {
  path: 'options.consentBases',
  rule: 'generated_needs_sandbox',
  en: 'Generated numbers can be reached through sandbox channels only.',
  ru: 'Сгенерированным номерам можно писать только через каналы песочницы.',
};
