import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressReport, InboundMessage, WebhookContent, WebhookRequest } from '../channel.ts';
import { readUpdate } from './read-update.ts';
import { botIdOf, type TelegramSettings } from './settings.ts';

const nothing: WebhookContent = { messages: [], reports: [] };

/** What Telegram proves itself with: nobody can make it without the token, and the token cannot be made of it. */
export function webhookSecret({ token }: TelegramSettings): string {
  return createHmac('sha256', token).update('parley webhook').digest('base64url');
}

/** Null for a request that is not from Telegram. What is not an update is taken and means nothing: it would come again for ever. */
export function readWebhook(settings: TelegramSettings, { headers, body }: WebhookRequest): WebhookContent | null {
  const given = Buffer.from(String(headers['x-telegram-bot-api-secret-token'] ?? ''));
  const secret = Buffer.from(webhookSecret(settings));
  if (given.length !== secret.length || !timingSafeEqual(given, secret)) return null;
  let update: unknown;
  try {
    update = JSON.parse(body.toString('utf8'));
  } catch {
    return nothing;
  }
  const content = readUpdate(update, botIdOf(settings))?.content;
  if (!content) return nothing;
  return isReport(content) ? { messages: [], reports: [content] } : { messages: [content], reports: [] };
}

export function isReport(content: InboundMessage | AddressReport): content is AddressReport {
  return 'news' in content;
}
