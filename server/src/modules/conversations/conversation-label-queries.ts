import type { Database } from '#platform/database/database';

interface Labelled {
  readonly conversationId: string;
  readonly labelId: string;
}

/** Whether it was not there before. */
export async function insertConversationLabel(
  db: Database,
  organizationId: string,
  { conversationId, labelId }: Labelled,
): Promise<boolean> {
  const result = await db
    .insertInto('conversation_labels')
    .values({ organization_id: organizationId, conversation_id: conversationId, label_id: labelId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function deleteConversationLabel(
  db: Database,
  organizationId: string,
  { conversationId, labelId }: Labelled,
): Promise<boolean> {
  const result = await db
    .deleteFrom('conversation_labels')
    .where('organization_id', '=', organizationId)
    .where('conversation_id', '=', conversationId)
    .where('label_id', '=', labelId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
