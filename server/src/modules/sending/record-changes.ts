import { deliveryState, deliveryStateNames, type DeliveryState } from './delivery-state.ts';
import { addCounters, counterNames, type CounterName } from './sending-counter-queries.ts';
import { insertSettlement, type ChangedDelivery } from './sending-result-queries.ts';
import { listMessageDeliveries } from './sending-message-queries.ts';
import type { Lease } from './types.ts';
import type { Ctx } from '#platform/context';
import { uuidv7 } from '#platform/uuid';

/** Counters, the settler's notes and message events of rows that changed; used by recording and by recovery alike. */
export async function recordChanges(ctx: Ctx, lease: Lease, changed: readonly ChangedDelivery[]): Promise<void> {
  await countChanges(ctx, lease, changed);
  for (const [campaignId, rows] of Map.groupBy(changed, (row) => row.campaignId)) {
    if (campaignId !== null) await noteUnsettled(ctx, campaignId, rows);
  }
  await tellMessageStates(
    ctx,
    changed.flatMap(({ messageId }) => messageId ?? []),
  );
}

/** Says of each message what has become of it. */
export async function tellMessageStates(ctx: Ctx, messageIds: readonly string[]): Promise<void> {
  const unique = [...new Set(messageIds)];
  for (const { messageId, state, reason } of await listMessageDeliveries(ctx.db, ctx.actor.organizationId, unique)) {
    const name = deliveryStateNames[state]!;
    await ctx.events.emit('message.state_changed', messageId, { messageId, state: name, reason });
  }
}

async function countChanges(ctx: Ctx, lease: Lease, changed: readonly ChangedDelivery[]): Promise<void> {
  const counters = new Map<string, Record<CounterName, number>>();
  for (const row of changed) {
    if (row.campaignId === null) continue;
    let change = counters.get(row.campaignId);
    if (change === undefined) {
      change = Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>;
      counters.set(row.campaignId, change);
    }
    change[deliveryStateNames[row.oldState] as CounterName]--;
    change[row.waiting ? 'waiting' : (deliveryStateNames[row.state] as CounterName)]++;
    change.parts += row.newParts;
  }
  if (counters.size > 0) await addCounters(ctx.db, lease.organizationId, lease.channelId, counters);
}

/** What the settler has to know of one delivery that changed. */
export type Unsettled = Pick<ChangedDelivery, 'contactId' | 'attempt' | 'oldState' | 'state' | 'waiting' | 'reason'>;

/** Tells the settler, behind the hot path, whose state changed, and to what where that is certain. */
export async function noteUnsettled(ctx: Ctx, campaignId: string, rows: readonly Unsettled[]): Promise<void> {
  const groups = Map.groupBy(rows, (row) => (isTheRecipients(row) ? `${row.state} ${row.reason}` : null));
  for (const [key, group] of groups) {
    const { state, reason } = group[0]!;
    await insertSettlement(ctx.db, ctx.actor.organizationId, {
      id: uuidv7(),
      campaignId,
      known: key === null ? null : { state, reason },
      contactIds: [...new Set(group.map((row) => row.contactId!))],
    });
  }
}

/**
 * Whether the delivery's state is the recipient's as well, as deriveStates() would find it: it is of the first attempt and
 * none has followed. None follows one that was on its way or accepted; a person may have had an `unknown` one sent again.
 */
function isTheRecipients({ attempt, oldState, waiting }: Unsettled): boolean {
  return attempt === 1 && !waiting && (oldState as DeliveryState) !== deliveryState.unknown;
}
