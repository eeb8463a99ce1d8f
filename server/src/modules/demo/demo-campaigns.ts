import { createCampaign, getCampaign, listCampaigns, startCampaign } from '#campaigns';
import { datePhoneMessages, getPhone } from '#sandbox';
import { ageCampaign, listSentMessages } from './demo-queries.ts';
import type { DemoStage } from './demo-stage.ts';
import { until } from './until.ts';

/** One message in ten seconds: the visitor sees it at work for half an hour. */
const slowly = 0.1;

interface Plan {
  readonly name: string;
  readonly template: keyof DemoStage['words']['templates'];
  readonly groups: readonly (keyof DemoStage['words']['groups'])[];
  readonly perSecond: number | null;
}

/** As long as the campaign of last Tuesday took. */
const tuesdayMinutes = 120;

/** Answers the campaign once it is over. */
export async function runFinishedCampaign(stage: DemoStage): Promise<string> {
  const { runtime, owner, script, signal } = stage;
  const plan = { name: script.campaigns.finished, template: 'due', groups: ['due'], perSecond: null } as const;
  const id = await start(stage, plan);
  await until(signal, async () => {
    const { status } = await runtime.transaction(owner, (ctx) => getCampaign(ctx, { id }), { readOnly: true });
    return status === 'COMPLETED';
  });
  return id;
}

/** Tells of it as if it had been sent then, on the customers' phones as well. */
export async function ageFinishedCampaign(
  { runtime, owner }: DemoStage,
  campaignId: string,
  began: Date,
): Promise<void> {
  const { organizationId } = owner;
  const past = { began, lastedMinutes: tuesdayMinutes };
  const sent = await runtime.pools.system(async (db) => {
    await ageCampaign(db, organizationId, campaignId, past);
    return listSentMessages(db, organizationId, campaignId);
  });
  for (const { address, text, at } of sent) {
    const number = address.slice(1);
    const { messages } = await getPhone(runtime, { number }, { actor: owner });
    const times = messages.filter((message) => message.text === text).map(({ id }) => [id, at.getTime()] as const);
    await datePhoneMessages(runtime, { number, times }, { actor: owner });
  }
}

export async function startSlowCampaign(stage: DemoStage): Promise<void> {
  const { running: name } = stage.script.campaigns;
  await start(stage, { name, template: 'summer', groups: ['conditioners', 'boilers'], perSecond: slowly });
}

/** One of an earlier run is taken again. */
function start({ runtime, owner, words, channels }: DemoStage, plan: Plan): Promise<string> {
  const channelIds = channels.filter(({ network }) => network === 'sms').map((channel) => channel.id);
  return runtime.transaction(owner, async (ctx) => {
    const { data } = await listCampaigns(ctx, { archived: 'false', limit: 50 });
    const known = data.find(({ name }) => name === plan.name);
    if (known) return known.id;
    const { id } = await createCampaign(ctx, {
      name: plan.name,
      network: 'sms',
      templateId: words.templates[plan.template],
      channelIds,
      groupIds: plan.groups.map((group) => words.groups[group]),
      // Nobody is advertised to in the middle of a dialogue.
      excludedGroupIds: [words.groups.new],
      options: { consentBases: ['generated'], perSecond: plan.perSecond },
    });
    await startCampaign(ctx, { id });
    return id;
  });
}
