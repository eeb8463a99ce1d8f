import type { Language } from '@parley/contract/errors';
import type { Ctx } from '#platform/context';
import { findInbound } from './opt-out-queries.ts';
import { optOutWord } from './opt-out-words.ts';

export interface SaidOptOut {
  readonly word: string;
  readonly network: string;
  /** Where it was said from. */
  readonly address: string;
  /** The person's, else the organization's. */
  readonly language: Language;
}

/** What an inbound message says, if it is nothing but an opt-out word; null otherwise. */
export async function findOptOut(ctx: Ctx, messageId: string): Promise<SaidOptOut | null> {
  const message = await findInbound(ctx.db, ctx.actor.organizationId, messageId);
  if (!message) return null;
  const word = optOutWord(message.text, message.own_words);
  if (word === null) return null;
  const language = message.contact_language ?? message.organization_language;
  return { word, network: message.network, address: message.peer, language };
}
