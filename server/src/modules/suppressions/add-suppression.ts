import type { addSuppressionBody, Suppression } from '@parley/contract/suppressions';
import { z } from 'zod';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError, type FieldFault } from '#platform/errors';
import { isUuid } from '#platform/uuid';
import type { Subject } from './subject.ts';
import { contactExists, getSuppression, insertSuppression, listContactsOf } from './suppression-queries.ts';
import { suppressionOf } from './list-suppressions.ts';

type Input = z.output<typeof addSuppressionBody>;

/**
 * Puts a person or an address on the list by hand. One that is there already stays as it is, with its first reason.
 * Throws `record_missing` for a contact that is not there, `request_invalid` for a subject that is not of its kind.
 */
export async function addSuppression(ctx: Ctx, input: Input): Promise<Suppression> {
  const { organizationId, kind: actorKind, id: actorId } = ctx.actor;
  const subject = checkSubject(input);
  if (subject.kind === 'contact' && !(await contactExists(ctx.db, organizationId, subject.subject))) {
    throw new AppError('record_missing', { details: { what: 'contact' } });
  }
  const added = await insertSuppression(ctx.db, {
    organization_id: organizationId,
    subject_kind: subject.kind,
    subject: subject.subject,
    reason: input.reason,
    source: actorKind === 'api_key' ? 'api' : 'operator',
    note: input.note ?? null,
    created_by: actorId,
    created_at: ctx.clock.now(),
  });
  if (added)
    await recordAudit(ctx, { action: 'suppression.added', ...auditSubject(subject), after: { reason: input.reason } });
  const row = added ?? (await getSuppression(ctx.db, organizationId, subject));
  const contacts = await listContactsOf(ctx.db, organizationId, [subject]);
  return suppressionOf(row, [...contacts.values()][0] ?? null);
}

/** The audit log is never emptied, so it names a contact by its id and an address only by its kind. */
export function auditSubject(subject: { kind: string; subject: string }) {
  const isContact = subject.kind === 'contact';
  return {
    subjectKind: isContact ? 'contact' : `suppressed_${subject.kind}`,
    subjectId: isContact ? subject.subject : null,
  };
}

function checkSubject({ kind, subject }: Input): Subject {
  switch (kind) {
    case 'contact':
      if (isUuid(subject)) return { kind, subject };
      throw fault({ rule: 'contact_id_not_valid', en: 'Give the contact’s id.', ru: 'Укажите id контакта.' });
    case 'phone': {
      const phone = subject.replace(/[\s().-]/g, '');
      if (/^\+[1-9]\d{4,14}$/.test(phone)) return { kind, subject: phone };
      const en = 'Give the phone with its country code: +79161234567.';
      throw fault({ rule: 'phone_not_valid', en, ru: 'Укажите телефон с кодом страны: +79161234567.' });
    }
    case 'email': {
      const email = z.email().safeParse(subject.toLowerCase());
      if (email.success) return { kind, subject: email.data };
      throw fault({
        rule: 'email_not_valid',
        en: 'This is not an e-mail address.',
        ru: 'Это не адрес электронной почты.',
      });
    }
  }
}

function fault(text: Omit<FieldFault, 'path'>): AppError {
  return new AppError('request_invalid', { fields: [{ path: 'subject', ...text }] });
}
