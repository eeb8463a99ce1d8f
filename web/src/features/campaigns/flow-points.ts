import type { CampaignHistory, CampaignProgress } from '@parley/contract/campaign-progress';
import type { CampaignOptions } from '@parley/contract/campaigns';

export interface FlowPoint {
  readonly at: number;
  readonly read: number;
  readonly delivered: number;
  readonly accepted: number;
  readonly failed: number;
}

export interface Flow {
  readonly points: readonly FlowPoint[];
  /** All who are written to. */
  readonly planned: number;
  /** When it would be through at the present speed; null when that is not known or does not matter any more. */
  readonly forecast: { readonly at: number; readonly count: number } | null;
  readonly isRunning: boolean;
  /** Messages a second that are allowed now, by whose limit; null without one, or once it is over. */
  readonly limit: { readonly perSecond: number; readonly by: 'campaign' | 'channels' } | null;
}

/** From when to when nothing is sent, because the campaign has hours. */
export interface ClosedSpan {
  readonly from: number;
  readonly to: number;
}

export const flowSeries = ['read', 'delivered', 'accepted', 'failed'] as const;
export type FlowSeries = (typeof flowSeries)[number];

export const flowGrounds: Record<FlowSeries, string> = {
  read: 'bg-success-solid',
  delivered: 'bg-success-mid',
  accepted: 'bg-info-solid',
  failed: 'bg-danger-solid',
};

/** What the server has noted, with nothing at the beginning and the present moment at the end. */
export function flowOf(
  history: CampaignHistory,
  progress: CampaignProgress,
  startedAt: string | null,
  now: number,
): Flow | null {
  const { states, status, etaSeconds, planned } = progress;
  if (history.points.length === 0 || startedAt === null) return null;
  const points: FlowPoint[] = [
    { at: Date.parse(startedAt), read: 0, delivered: 0, accepted: 0, failed: 0 },
    ...history.points.map((point) => ({ ...point, at: Date.parse(point.at), failed: point.failed + point.unknown })),
  ];
  const isRunning = status === 'RUNNING';
  const last = {
    at: isRunning ? now : points.at(-1)!.at,
    read: states.read,
    delivered: states.delivered,
    accepted: states.accepted,
    failed: states.failed + states.expired + states.unknown,
  };
  if (isRunning) points.push(last);
  else points[points.length - 1] = last;
  const forecast =
    isRunning && etaSeconds !== null && etaSeconds > 0 ? { at: now + etaSeconds * 1_000, count: planned } : null;
  const { limitPerSecond, limitedBy } = progress;
  const limit = isRunning && limitPerSecond && limitedBy ? { perSecond: limitPerSecond, by: limitedBy } : null;
  return { points, planned, forecast, isRunning, limit };
}

/** Where the graph ends: with the forecast, else with the last point. */
export function endOf({ forecast, points }: Flow): number {
  return forecast?.at ?? points.at(-1)!.at;
}

/** How the graph would go on at the limit, until all are through or the graph ends. Empty without a limit. */
export function limitLine(flow: Flow): [number, number][] {
  const { limit, planned, points } = flow;
  const now = points.at(-1)!;
  const sent = sentAt(now);
  const left = planned - sent;
  const milliseconds = endOf(flow) - now.at;
  if (limit === null || left <= 0 || milliseconds <= 0) return [];
  const at = Math.min(milliseconds, (left / limit.perSecond) * 1_000);
  return [
    [now.at, sent],
    [now.at + at, sent + (at / 1_000) * limit.perSecond],
  ];
}

const mostSteps = 600;
const minuteMilliseconds = 60_000;

/** As exact as the graph is wide. */
export function closedSpans({ hours }: Pick<CampaignOptions, 'hours'>, timeZone: string, flow: Flow): ClosedSpan[] {
  if (hours === null) return [];
  const begin = flow.points[0]!.at;
  const end = endOf(flow);
  const step = Math.max(minuteMilliseconds, (end - begin) / mostSteps);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const { from, to } = hours;
  const isClosed = (at: number): boolean => {
    const time = clock.format(at);
    return from < to ? time < from || time >= to : time < from && time >= to;
  };
  const spans: ClosedSpan[] = [];
  for (let at = begin; at < end; at += step) {
    if (!isClosed(at)) continue;
    const next = Math.min(at + step, end);
    if (spans.at(-1)?.to === at) spans.push({ from: spans.pop()!.from, to: next });
    else spans.push({ from: at, to: next });
  }
  return spans;
}

export function sentAt({ read, delivered, accepted, failed }: FlowPoint): number {
  return read + delivered + accepted + failed;
}

/** Round marks for an axis from nothing to at least so much: their distance, and where the last one stands. */
export function roundMarks(most: number): { readonly step: number; readonly last: number } {
  const rough = Math.max(1, most) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  // People are counted in whole ones.
  const step = Math.ceil([1, 2, 2.5, 5, 10].map((part) => part * power).find((size) => size >= rough)!);
  return { step, last: Math.ceil(Math.max(1, most) / step) * step };
}

/** At most so many points, the last always among them: for the table. */
export function thinned(points: readonly FlowPoint[], most: number): FlowPoint[] {
  const step = Math.ceil(points.length / most);
  return points.filter((_point, index) => (points.length - 1 - index) % step === 0);
}
