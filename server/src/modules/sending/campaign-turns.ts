import { compilePlan, type CompiledPlan } from './compile-plan.ts';
import { Pacing } from './pacing.ts';
import { findCampaignPlan, listActiveCampaigns } from './sending-plan-queries.ts';
import type { Lease } from './types.ts';
import type { CampaignOptions } from '@parley/contract/campaigns';
import { wallTime } from '@parley/contract/template-format';
import type { Runtime } from '#platform/context';

const refreshMilliseconds = 500;

interface Turn {
  readonly plan: CompiledPlan;
  /** The campaign's own speed limit, this channel's even share of it. */
  readonly pacing: Pacing;
}

/** The campaigns that have something for one channel, in turns: each gives one range before any gives a second (F39). */
export class CampaignTurns {
  readonly #runtime: Runtime;
  readonly #lease: Lease;
  readonly #known = new Map<string, Turn>();
  #active: Turn[] = [];
  #next = 0;
  #readAt = -Infinity;

  constructor(runtime: Runtime, lease: Lease) {
    this.#runtime = runtime;
    this.#lease = lease;
  }

  get any(): boolean {
    return this.#active.length > 0;
  }

  get plans(): readonly CompiledPlan[] {
    return this.#active.map((turn) => turn.plan);
  }

  /** Something was committed: read again at the next refresh. */
  forget(): void {
    this.#readAt = -Infinity;
  }

  async refresh(): Promise<void> {
    const now = performance.now();
    if (now - this.#readAt < refreshMilliseconds) return;
    const { organizationId, channelId } = this.#lease;
    await this.#runtime.pools.tenant(organizationId, async (db) => {
      const campaigns = await listActiveCampaigns(db, organizationId, channelId);
      for (const { id } of campaigns) {
        if (this.#known.has(id)) continue;
        const plan = await findCampaignPlan(db, organizationId, id, channelId);
        if (plan !== undefined) this.#known.set(id, this.#turnOf(compilePlan(plan, this.#runtime.clock)));
      }
      const ids = new Set(campaigns.map((campaign) => campaign.id));
      for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
      for (const { id, sharers } of campaigns) this.#share(id, sharers);
    });
    const moment = this.#runtime.clock.now();
    this.#active = [...this.#known.values()].filter(({ plan }) => isWithinHours(plan, moment));
    this.#readAt = now;
  }

  /** One round over the campaigns, beginning with the one whose turn it is; `limit` is what its own speed allows now. */
  *round(limit: number): Generator<{ plan: CompiledPlan; limit: number; taken: (count: number) => void }> {
    const now = performance.now();
    for (let tried = this.#active.length; tried > 0; tried--) {
      const turn = this.#active[this.#next++ % this.#active.length]!;
      const allowed = Math.min(limit, turn.pacing.available(now));
      if (allowed >= 1) yield { plan: turn.plan, limit: allowed, taken: (count) => turn.pacing.take(count) };
    }
  }

  #turnOf(plan: CompiledPlan): Turn {
    return {
      plan,
      pacing: new Pacing({ perSecond: null, perHour: null, perDay: null }, { hour: 0, day: 0 }, performance.now()),
    };
  }

  #share(id: string, sharers: number): void {
    const turn = this.#known.get(id);
    const perSecond = turn?.plan.options.perSecond ?? null;
    turn?.pacing.refresh(
      { perSecond: perSecond === null ? null : perSecond / Math.max(1, sharers), perHour: null, perDay: null },
      { hour: 0, day: 0 },
    );
  }
}

/** Between the hours of the organization's day that the campaign allows; past midnight when `to` is before `from`. */
export function isWithinHours(
  plan: { options: Pick<CampaignOptions, 'hours'>; organization: { timeZone: string } },
  moment: Date,
): boolean {
  const { hours } = plan.options;
  if (hours === null) return true;
  const { hour, minute } = wallTime(moment, plan.organization.timeZone);
  const now = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  return hours.from < hours.to ? now >= hours.from && now < hours.to : now >= hours.from || now < hours.to;
}
