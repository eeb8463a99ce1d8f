import type { Actor, Runtime } from '#platform/context';
import { countCampaignsOf, isCampaignNoted, listRecipientIds } from './contact-campaign-queries.ts';

export const noteCampaignTask = 'contacts.note-campaign';

const step = 2_000;

/**
 * Writes down for everybody who has a place in a campaign when the last one was and how many there were. Counted anew from
 * the places, so a second run changes nothing. A campaign that is resumed was noted before.
 */
export async function noteCampaign(
  runtime: Runtime,
  actor: Actor,
  { campaignId }: { campaignId: string },
): Promise<void> {
  const { organizationId } = actor;
  const isNoted = await runtime.transaction(actor, ({ db }) => isCampaignNoted(db, organizationId, campaignId), {
    readOnly: true,
  });
  if (isNoted) return;
  let afterId: string | null = null;
  do {
    afterId = await runtime.transaction(actor, async ({ db }) => {
      const ids = await listRecipientIds(db, organizationId, campaignId, afterId, step);
      await countCampaignsOf(db, organizationId, campaignId, ids);
      return ids.at(-1) ?? null;
    });
  } while (afterId !== null);
}
