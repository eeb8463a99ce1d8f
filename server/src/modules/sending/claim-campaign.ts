import { decide } from './policy.ts';
import { renderFor, type CompiledPlan } from './compile-plan.ts';
import {
  countNoLongerWaiting,
  insertClaim,
  insertRetries,
  lockDueDeliveries,
  lockLane,
  readRange,
  shareActiveCampaigns,
  type ClaimTarget,
  type DueDelivery,
  type NewDeliveries,
  type PlannedRecipient,
} from './sending-claim-queries.ts';
import { noteUnsettled } from './record-changes.ts';
import { deliveryState } from './delivery-state.ts';
import type { ClaimedDelivery, SkipReason } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

export interface ClaimRequest {
  readonly target: Omit<ClaimTarget, 'campaignId'>;
  readonly sandbox: boolean;
  /** People are reached only through the account they wrote to: what it tried, no other tries. */
  readonly isBound: boolean;
  readonly limit: number;
  /** This process's clock when the claim began, plus the time a claimed row may wait. Unix milliseconds. */
  readonly submitDeadline: number;
}

interface Row {
  readonly id: string;
  readonly contactId: string;
  readonly attempt: number;
  readonly address: string;
  readonly text: string;
  readonly skip: SkipReason | null;
}

/**
 * Takes the next range of one lane: deliveries for those who may be written to, skips with a reason for the others, and
 * the cursor, in the transaction of the caller. Its commit is the intent. Null: no lane is left here for this account;
 * empty: everyone in the range was skipped.
 */
export async function claimCampaign(
  ctx: Ctx,
  plan: CompiledPlan,
  request: ClaimRequest,
): Promise<ClaimedDelivery[] | null> {
  const { organizationId } = request.target;
  const lane = await lockLane(ctx.db, organizationId, plan.id, plan.ownLane);
  if (lane === undefined) return null;
  const through = Math.min(lane.cursor + request.limit, lane.last);
  const people = await readRange(ctx.db, organizationId, plan, {
    lane: lane.lane,
    shard: lane.shard,
    after: lane.cursor,
    through,
  });
  const rows = people.map((person) => planRow(person, plan, request, 1));
  const skipped = rows.filter((row) => row.skip !== null);
  await insertClaim(
    ctx.db,
    { ...request.target, campaignId: plan.id },
    columnsOf(rows),
    { lane: lane.lane, shard: lane.shard, cursor: through },
    { submitting: rows.length - skipped.length, skipped: skipped.length },
  );
  await settleSkipped(ctx, plan.id, skipped);
  return claimedOf(rows, plan.id, request);
}

/** Attempts that are due again, on this channel or any other of their campaigns. Consent is asked again. */
export async function claimRetries(
  ctx: Ctx,
  plans: readonly CompiledPlan[],
  request: ClaimRequest,
): Promise<ClaimedDelivery[]> {
  const { organizationId } = request.target;
  const active = await shareActiveCampaigns(
    ctx.db,
    organizationId,
    plans.map((plan) => plan.id),
  );
  const claimed: ClaimedDelivery[] = [];
  let left = request.limit;
  for (const plan of plans) {
    if (left === 0 || !active.includes(plan.id)) continue;
    const due = await lockDueDeliveries(
      ctx.db,
      organizationId,
      plan,
      left,
      request.isBound ? request.target.channelId : null,
    );
    if (due.length === 0) continue;
    const rows = due.map((delivery) => retryRow(delivery, request));
    const skipped = rows.filter((row) => row.skip !== null);
    await insertRetries(
      ctx.db,
      { ...request.target, campaignId: plan.id },
      columnsOf(rows),
      due.map((delivery) => delivery.id),
      { submitting: rows.length - skipped.length, skipped: skipped.length },
    );
    await countNoLongerWaiting(ctx.db, organizationId, waitingCounts(due));
    await settleSkipped(ctx, plan.id, skipped);
    claimed.push(...claimedOf(rows, plan.id, request));
    left -= due.length;
  }
  return claimed;
}

function planRow(person: PlannedRecipient, plan: CompiledPlan, request: ClaimRequest, attempt: number): Row {
  const verdict = decide(person, { purpose: 'marketing', sandbox: request.sandbox });
  const text = verdict === 'send' ? renderFor(plan, person) : '';
  const skip = verdict === 'send' ? (text === null ? 'render_failed' : null) : verdict;
  return { id: uuidv7(), contactId: person.contactId, attempt, address: person.address, text: text ?? '', skip };
}

/** The text of the first attempt is sent again, to the letter. */
function retryRow(due: DueDelivery, request: ClaimRequest): Row {
  const verdict = decide(due, { purpose: 'marketing', sandbox: request.sandbox });
  return {
    id: uuidv7(),
    contactId: due.contactId,
    attempt: due.attempt + 1,
    address: due.address,
    text: verdict === 'send' ? due.text : '',
    skip: verdict === 'send' ? null : verdict,
  };
}

function columnsOf(rows: readonly Row[]): NewDeliveries {
  return {
    ids: rows.map((row) => row.id),
    contactIds: rows.map((row) => row.contactId),
    attempts: rows.map((row) => row.attempt),
    states: rows.map((row) => (row.skip === null ? deliveryState.submitting : deliveryState.skipped)),
    addresses: rows.map((row) => row.address),
    texts: rows.map((row) => row.text),
    reasons: rows.map((row) => row.skip),
  };
}

function claimedOf(rows: readonly Row[], campaignId: string, request: ClaimRequest): ClaimedDelivery[] {
  return rows
    .filter((row) => row.skip === null)
    .map((row) => ({
      id: row.id,
      campaignId,
      contactId: row.contactId,
      messageId: null,
      attempt: row.attempt,
      address: row.address,
      text: row.text,
      fileId: null,
      refusal: null,
      submitDeadline: request.submitDeadline,
    }));
}

async function settleSkipped(ctx: Ctx, campaignId: string, skipped: readonly Row[]): Promise<void> {
  if (skipped.length === 0) return;
  const [oldState, state] = [deliveryState.submitting, deliveryState.skipped];
  await noteUnsettled(
    ctx,
    campaignId,
    skipped.map(({ contactId, attempt, skip }) => ({
      contactId,
      attempt,
      oldState,
      state,
      waiting: false,
      reason: skip,
    })),
  );
}

function waitingCounts(due: readonly DueDelivery[]): { campaignIds: string[]; channelIds: string[]; counts: number[] } {
  const byChannel = Map.groupBy(due, (delivery) => delivery.channelId);
  return {
    campaignIds: [...byChannel.values()].map((group) => group[0]!.campaignId),
    channelIds: [...byChannel.keys()],
    counts: [...byChannel.values()].map((group) => group.length),
  };
}
