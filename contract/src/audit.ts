import { z } from 'zod';
import { moment, pageOf, pageQuery } from './page.ts';

/** What a person, a key or the system itself changed. `before` and `after` hold the changed fields. */
export const auditEntry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.object({
    kind: z.enum(['user', 'api_key', 'system']),
    id: z.uuid().nullable(),
    /** Of a user; null for keys and the system. */
    name: z.string().nullable(),
  }),
  impersonatorId: z.uuid().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.uuid().nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  requestId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Newest first. `from` is included, `to` is not. */
export const listAuditQuery = pageQuery.extend({
  actorId: z.uuid().optional(),
  action: z.string().min(1).max(100).optional(),
  subjectKind: z.string().min(1).max(100).optional(),
  subjectId: z.uuid().optional(),
  from: moment.optional(),
  to: moment.optional(),
});
export type ListAuditQuery = z.output<typeof listAuditQuery>;
export const auditPage = pageOf(auditEntry);

export const auditChain = z.object({
  intact: z.boolean(),
  /** Entries whose seal was checked. */
  checked: z.number().int(),
  fault: z
    .object({
      /** `gap`: a seal is missing; `seal`: a seal does not follow from the one before; `entry`: an entry was changed; `unsealed`: an old entry has no seal. */
      kind: z.enum(['gap', 'seal', 'entry', 'unsealed']),
      sequence: z.number().int().nullable(),
      entryId: z.uuid().nullable(),
    })
    .nullable(),
});
export type AuditChain = z.infer<typeof auditChain>;
