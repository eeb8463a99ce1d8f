import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

/** `hash` stands for an address of somebody erased: it stays suppressed, and nobody can read it from here. */
export const suppressionKinds = ['contact', 'phone', 'email', 'identity', 'hash'] as const;
export const suppressionReasons = ['opt_out', 'complaint', 'bounce', 'manual'] as const;

export const suppression = z.object({
  kind: z.enum(suppressionKinds),
  /** The contact's id, the phone (E.164), the e-mail, `network:id`, or a hash. */
  subject: z.string(),
  /** Who that is, where it is known: of a contact, or of one who has the address. */
  contact: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  reason: z.enum(suppressionReasons),
  /** Where it comes from: `sms: STOP`, `api`, `operator`. */
  source: z.string(),
  note: z.string().nullable(),
  createdBy: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
});
export type Suppression = z.infer<typeof suppression>;
export const suppressionPage = pageOf(suppression);

export const listSuppressionsQuery = pageQuery.extend({
  kind: z.enum(suppressionKinds).optional(),
  reason: z.enum(suppressionReasons).optional(),
});
export type ListSuppressionsQuery = z.output<typeof listSuppressionsQuery>;

export const addSuppressionBody = z.strictObject({
  kind: z.enum(['contact', 'phone', 'email']),
  /** A contact's id, a phone with its country code, or an e-mail. */
  subject: z.string().trim().min(1).max(254),
  reason: z.enum(['manual', 'complaint', 'bounce']).default('manual'),
  note: z.string().trim().min(1).max(1_000).nullish(),
});

export const suppressionParams = z.object({ kind: z.enum(suppressionKinds), subject: z.string().min(1).max(254) });
