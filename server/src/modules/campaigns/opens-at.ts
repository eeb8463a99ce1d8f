import type { CampaignOptions } from '@parley/contract/campaigns';
import { wallTime } from '@parley/contract/template-format';
import { isWithinHours } from '#sending';

const minuteMilliseconds = 60_000;
const dayMinutes = 24 * 60;

/** When the hours of a campaign begin again; null within them, or when it has none. By the clock on the wall of the zone. */
export function opensAt({ hours }: Pick<CampaignOptions, 'hours'>, timeZone: string, now: Date): Date | null {
  if (hours === null || isWithinHours({ options: { hours }, organization: { timeZone } }, now)) return null;
  const { hour, minute } = wallTime(now, timeZone);
  const [fromHour = 0, fromMinute = 0] = hours.from.split(':').map(Number);
  const minutes = (fromHour * 60 + fromMinute - (hour * 60 + minute) + dayMinutes) % dayMinutes;
  return new Date((Math.floor(now.getTime() / minuteMilliseconds) + minutes) * minuteMilliseconds);
}
