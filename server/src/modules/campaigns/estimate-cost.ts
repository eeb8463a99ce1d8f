import type { AudiencePreview } from '@parley/contract/campaigns';
import type { TemplateItem } from '@parley/contract/templates';
import { renderForContacts } from '#templates';
import type { Ctx } from '#platform/context';
import type { CampaignChannel } from './campaign-queries.ts';

/** What the messages take as SMS: of some of the people rendered, and projected onto all. */
export async function countParts(
  ctx: Ctx,
  items: readonly TemplateItem[],
  contactIds: readonly string[],
  planned: number,
): Promise<AudiencePreview['text']> {
  if (contactIds.length === 0) return null;
  const rendered = (await renderForContacts(ctx, items, contactIds)).flatMap((preview) => preview.items);
  const parts = rendered.reduce((total, { sms }) => total + sms.parts, 0);
  const encodings = new Set(rendered.map(({ sms }) => sms.encoding));
  return {
    parts: Math.round((parts / contactIds.length) * planned),
    rendered: contactIds.length,
    longestParts: Math.max(...rendered.map(({ sms }) => sms.parts)),
    encoding: encodings.size > 1 ? 'mixed' : [...encodings][0]!,
  };
}

const perPrice = 1_000;

/** Which account sends how much is not known beforehand, so the cheapest and the dearest bound it. Null: not every price is known. */
export function costOf(
  parts: number,
  channels: readonly Pick<CampaignChannel, 'price_per_thousand' | 'price_currency'>[],
) {
  const [first] = channels;
  if (!first || first.price_currency === null) return null;
  const prices = channels.map((channel) => channel.price_per_thousand);
  if (channels.some((channel) => channel.price_currency !== first.price_currency)) return null;
  const cost = (price: number) => Math.ceil((parts * price) / perPrice);
  const known = prices.filter((price) => price !== null);
  return { from: cost(Math.min(...known)), to: cost(Math.max(...known)), currency: first.price_currency };
}

const night = { from: '22:00', to: '08:00' };

/** Whether sending that begins now and takes so long, within the hours of a campaign if it has some, goes on at night. */
export function reachesNight(
  now: Date,
  seconds: number,
  timeZone: string,
  hours: { readonly from: string; readonly to: string } | null,
): boolean {
  if (hours) return hours.from < night.to || hours.to > night.from || hours.from > hours.to;
  const minutes = minutesOfDay(now, timeZone);
  const begins = minutesOf(night.from);
  if (minutes >= begins || minutes < minutesOf(night.to)) return true;
  return minutes + seconds / 60 > begins;
}

function minutesOfDay(moment: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return minutesOf(format.format(moment));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
