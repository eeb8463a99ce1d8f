import type { AudiencePreview } from '@parley/contract/campaigns';
import type { TemplateItem } from '@parley/contract/templates';
import { renderForContacts } from '#templates';
import type { Ctx } from '#platform/context';
import type { CampaignChannel } from './campaign-queries.ts';

/** What the messages take as SMS, and of the network: of some of the people rendered, and projected onto all. */
export async function countParts(
  ctx: Ctx,
  items: readonly TemplateItem[],
  contactIds: readonly string[],
  planned: number,
  limit: number | null = null,
): Promise<AudiencePreview['text']> {
  if (contactIds.length === 0) return null;
  const rendered = (await renderForContacts(ctx, items, contactIds)).flatMap((preview) => preview.items);
  const parts = rendered.reduce((total, { sms }) => total + sms.parts, 0);
  const encodings = new Set(rendered.map(({ sms }) => sms.encoding));
  const lengths = rendered.map(({ text }) => text.length);
  return {
    parts: Math.round((parts / contactIds.length) * planned),
    rendered: contactIds.length,
    longestParts: Math.max(...rendered.map(({ sms }) => sms.parts)),
    encoding: encodings.size > 1 ? 'mixed' : [...encodings][0]!,
    longest: Math.max(...lengths),
    tooLong: limit === null ? 0 : lengths.filter((length) => length > limit).length,
    limit,
  };
}

const perPrice = 1_000;

/** For a thousand parts, in minor units. */
export type Price = Pick<CampaignChannel, 'price_per_thousand' | 'price_currency'>;

/** Which account sends how much is not known beforehand, so the cheapest and the dearest bound it. Null: not every price is known. */
export function costOf(parts: number, channels: readonly Price[]): AudiencePreview['cost'] {
  const currency = commonCurrency(channels);
  if (currency === null) return null;
  const known = channels.flatMap((channel) => channel.price_per_thousand ?? []);
  const cost = (price: number) => Math.ceil((parts * price) / perPrice);
  return { from: cost(Math.min(...known)), to: cost(Math.max(...known)), currency };
}

/** What these parts cost, each at the price of its account. Null: not every price is known. */
export function spentOf(used: readonly (Price & { readonly parts: number })[]) {
  const currency = commonCurrency(used);
  if (currency === null) return null;
  const thousandfold = used.reduce((total, { parts, price_per_thousand: price }) => total + parts * (price ?? 0), 0);
  return { amount: Math.ceil(thousandfold / perPrice), currency };
}

function commonCurrency(prices: readonly Price[]): string | null {
  const [first, ...others] = new Set(prices.map((price) => price.price_currency));
  return others.length > 0 ? null : (first ?? null);
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
