/** People, channels and campaigns for this module's tests. */
import type { Campaign, CampaignOptions } from '@parley/contract/campaigns';
import type { Channel, ChannelHost, ChannelKind, OutboundMessage } from '#channel';
import type { Ctx } from '#platform/context';
import type { TestRuntime } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { createChannel } from '#channels';
import { createTemplate } from '#templates';
import { createCampaign } from './create-campaign.ts';
import { getCampaign } from './get-campaign.ts';
import { launchCampaign } from './launch-campaign.ts';
import { startCampaign } from './start-campaign.ts';

/** A network inside the process: takes every message, unless told otherwise, and keeps what it took. */
export class PaperNetwork {
  readonly taken: OutboundMessage[] = [];
  readonly hosts: ChannelHost[] = [];
  /** Throws to refuse. */
  judge: (message: OutboundMessage) => void = () => undefined;
  /** In how many parts it takes a message. */
  partsOf: (message: OutboundMessage) => number = () => 1;

  readonly kind: ChannelKind = {
    kind: 'paper',
    network: 'sms',
    official: true,
    addressing: 'network',
    carries: { maxTextLength: 10_000, formats: ['plain'], files: null, typing: false },
    parseSettings: (input) => input,
    secretSettings: ['password'],
    create: () => this.#channel(),
    test: async () => ({ ok: true }),
  };

  #channel(): Channel {
    return {
      capabilities: {
        maxTextLength: 10_000,
        formats: ['plain'],
        files: null,
        receipts: 'delivered',
        typing: false,
        lookup: false,
        history: false,
        idempotentSends: false,
        window: 20,
      },
      start: async (host) => {
        this.hosts.push(host);
        host.state({ state: 'connected' });
      },
      send: async (message) => {
        this.judge(message);
        this.taken.push(message);
        const count = this.partsOf(message);
        return {
          parts: Array.from({ length: count }, (_, part) => ({
            providerMessageId: `${message.deliveryId}${part || ''}`,
          })),
        };
      },
      stop: async () => undefined,
    };
  }
}

export const paperKind = new PaperNetwork().kind;

export interface Person {
  readonly phones?: readonly { phone: string; type?: string; isPrimary?: boolean }[];
  readonly consent?: { network?: string; basis?: string; withdrawn?: boolean } | null;
  readonly groups?: readonly string[];
  readonly firstName?: string | null;
  readonly attributes?: Record<string, string>;
}

let nextNumber = 10_000_000;

export function newPhone(): string {
  return `+7916${nextNumber++}`;
}

/** A contact with one mobile number and the basis `own_list` for everything, save for what is said. Returns the id. */
export async function addPerson(ctx: Ctx, person: Person = {}): Promise<string> {
  const { db } = ctx;
  const organization_id = ctx.actor.organizationId;
  const contact_id = uuidv7();
  const { firstName = 'Anna', attributes = {} } = person;
  const row = {
    organization_id,
    id: contact_id,
    first_name: firstName,
    display_name: firstName ?? 'Nobody',
    attributes: JSON.stringify(attributes),
  };
  await db.insertInto('contacts').values(row).execute();
  for (const [position, { phone, type = 'mobile', isPrimary = position === 0 }] of (
    person.phones ?? [{ phone: newPhone() }]
  ).entries()) {
    await db
      .insertInto('contact_phones')
      .values({ organization_id, contact_id, phone, type, position, is_primary: isPrimary })
      .execute();
  }
  if (person.consent !== null) {
    const { network = 'any', basis = 'own_list', withdrawn = false } = person.consent ?? {};
    const consent = {
      organization_id,
      contact_id,
      network,
      basis,
      source: 'test',
      withdrawn_at: withdrawn ? new Date() : null,
    };
    await db.insertInto('contact_consents').values(consent).execute();
  }
  for (const group_id of person.groups ?? [])
    await db.insertInto('group_members').values({ organization_id, group_id, contact_id }).execute();
  return contact_id;
}

export async function addGroup(ctx: Ctx, name: string = uuidv7()): Promise<string> {
  const id = uuidv7();
  // The number of members is kept by the module that writes them; here it only has to be more than none.
  await ctx.db
    .insertInto('groups')
    .values({ organization_id: ctx.actor.organizationId, id, name, member_count: 1 })
    .execute();
  return id;
}

export async function addChannel(
  ctx: Ctx,
  options: {
    name?: string;
    perSecond?: number;
    perHour?: number;
    isSandbox?: boolean;
    price?: { perThousand: number; currency: string };
  } = {},
): Promise<string> {
  const { name = uuidv7(), isSandbox = false, price = null, ...limits } = options;
  const { id } = await createChannel(ctx, {
    kind: 'paper',
    name,
    settings: {},
    limits,
    price,
    isSandbox,
  });
  return id;
}

export async function addTemplate(ctx: Ctx, text = 'Hello, {{firstName|friend}}!'): Promise<string> {
  const { id } = await createTemplate(ctx, {
    name: uuidv7(),
    type: 'SINGLE',
    target: 'universal',
    items: [{ kind: 'text', text }],
  });
  return id;
}

export interface Draft {
  readonly groupIds: readonly string[];
  readonly excludedGroupIds?: readonly string[];
  readonly channelIds?: readonly string[];
  readonly templateId?: string;
  readonly options?: Partial<CampaignOptions>;
}

/** A draft that lacks nothing. */
export async function addDraft(ctx: Ctx, draft: Draft): Promise<Campaign> {
  return createCampaign(ctx, {
    name: 'Spring',
    templateId: draft.templateId ?? (await addTemplate(ctx)),
    channelIds: [...(draft.channelIds ?? [await addChannel(ctx)])],
    groupIds: [...draft.groupIds],
    excludedGroupIds: [...(draft.excludedGroupIds ?? [])],
    options: draft.options ?? {},
  });
}

/** A campaign to so many people, launched. */
export async function addRunning(kit: TestRuntime, people: number, options: Partial<Draft> = {}): Promise<Campaign> {
  const { id } = await kit.inTransaction('marketer', async (ctx) => {
    const group = await addGroup(ctx);
    for (let index = 0; index < people; index++) await addPerson(ctx, { groups: [group] });
    return startCampaign(ctx, await addDraft(ctx, { groupIds: [group], ...options }));
  });
  while (await kit.inTransaction('marketer', (ctx) => launchCampaign(ctx, { campaignId: id })));
  return kit.inTransaction('marketer', (ctx) => getCampaign(ctx, { id }));
}
