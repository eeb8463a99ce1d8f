import { z } from 'zod';
import { deliveryStates } from './delivery-states.ts';
import { pageOf, pageQuery } from './page.ts';

export const timelineKinds = ['message', 'campaign', 'consent', 'change', 'import'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

const common = { id: z.uuid(), at: z.iso.datetime() };
const named = z.object({ id: z.uuid(), name: z.string() });
/** Of what went out; null for inbound. */
const sent = { state: z.enum(deliveryStates).nullable(), reason: z.string().nullable() };
const actor = z.object({ kind: z.enum(['user', 'api_key', 'system']), name: z.string().nullable() });

/** Something that happened with a person. Ids are in the order of time. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('message'),
    direction: z.enum(['in', 'out', 'note']),
    text: z.string(),
    conversationId: z.uuid(),
    channel: named,
    author: z.string().nullable(),
    ...sent,
  }),
  z.object({ ...common, kind: z.literal('campaign'), text: z.string(), campaign: named, channel: named, ...sent }),
  z.object({
    ...common,
    kind: z.literal('consent'),
    actor,
    change: z.enum(['recorded', 'withdrawn', 'opted_out']),
    network: z.string().nullable(),
    basis: z.string().nullable(),
    source: z.string().nullable(),
  }),
  z.object({ ...common, kind: z.literal('change'), actor, action: z.string(), fields: z.array(z.string()) }),
  z.object({ ...common, kind: z.literal('import'), fileName: z.string(), outcome: z.enum(['created', 'updated']) }),
]);
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const timelinePage = pageOf(timelineEntry);

const kind = z.enum(timelineKinds);
/** Newest first. Without `kinds` everything. */
export const listTimelineQuery = z.strictObject({
  ...pageQuery.shape,
  kinds: z.union([kind, z.array(kind).min(1).max(timelineKinds.length)]).optional(),
});
