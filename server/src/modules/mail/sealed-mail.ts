import type { Secrets } from '#platform/secrets';
import type { RenderedMail } from './render-mail.ts';

const purpose = (id: string): string => `mail.content ${id}`;

export function sealMail(secrets: Secrets, id: string, { subject, text, html }: RenderedMail): Buffer {
  return secrets.seal(Buffer.from(JSON.stringify({ subject, text, html })), purpose(id));
}

export function openMail(secrets: Secrets, id: string, content: Buffer): RenderedMail {
  return JSON.parse(secrets.open(content, purpose(id)).toString()) as RenderedMail;
}
