import type { Database } from '#platform/database/database';

export interface InboundRow {
  readonly text: string;
  readonly network: string;
  readonly peer: string;
  readonly organization_language: 'en' | 'ru';
  readonly contact_language: 'en' | 'ru' | null;
  readonly own_words: string[];
}

/** A message from a person with what decides whether it opts out; undefined for one of ours, or of somebody erased. */
export async function findInbound(
  db: Database,
  organizationId: string,
  messageId: string,
): Promise<InboundRow | undefined> {
  const row = await db
    .selectFrom('messages as message')
    .innerJoin('conversations as conversation', (join) =>
      join
        .on('conversation.organization_id', '=', organizationId)
        .onRef('conversation.id', '=', 'message.conversation_id'),
    )
    .innerJoin('channels as channel', (join) =>
      join.on('channel.organization_id', '=', organizationId).onRef('channel.id', '=', 'conversation.channel_id'),
    )
    .innerJoin('contacts as contact', (join) =>
      join
        .on('contact.organization_id', '=', organizationId)
        .onRef('contact.id', '=', 'conversation.contact_id')
        .on('contact.erased_at', 'is', null),
    )
    .innerJoin('organizations as organization', 'organization.organization_id', 'message.organization_id')
    .select([
      'message.text',
      'channel.network',
      'conversation.peer',
      'organization.language as organization_language',
      'contact.language as contact_language',
      'organization.opt_out_words as own_words',
    ])
    .where('message.organization_id', '=', organizationId)
    .where('message.id', '=', messageId)
    .where('message.direction', '=', 'in')
    .executeTakeFirst();
  return row as unknown as InboundRow | undefined;
}
