import type { EventPayload } from '@parley/contract/events';
import { sendSystemMessage } from '#conversations';
import { optOutContact } from '#suppressions';
import type { Ctx } from '#platform/context';
import { findOptOut } from './find-opt-out.ts';

const confirmations = {
  en: 'You are unsubscribed. We will send you no more such messages.',
  ru: 'Вы отписаны. Таких сообщений больше не будет.',
} as const;

/**
 * A person who answers STOP, to a campaign or to anything else, gets no more marketing on any channel, and is told so. Once:
 * a second STOP is not answered, so two machines cannot talk to each other for ever.
 */
export async function honourOptOut(
  ctx: Ctx,
  { messageId, conversationId, contactId }: EventPayload<'message.received'>,
): Promise<void> {
  const said = await findOptOut(ctx, messageId);
  if (!said) return;
  const { word, network, address, language } = said;
  const isNew = await optOutContact(ctx, { contactId, source: `${network}: ${word}`, from: { network, address } });
  if (isNew) await sendSystemMessage(ctx, { conversationId, text: confirmations[language] });
}
