import { z } from 'zod';
import { pageOf, pageQuery } from './page.ts';

/** A part of a page that has crashed: what kind of error, and where in our own files. Never its message, which may quote people. */
export const pageFailureBody = z.strictObject({
  name: z.string().regex(/^\w{1,60}$/),
  /** The pattern of the page's address. `/campaigns/$id` */
  place: z.string().regex(/^[\w/$.-]{0,120}$/),
  /** `drawChart (flow-chart-1a2b.js:7:1204)`, a line a step. */
  stack: z.array(z.string().regex(/^[\w$.<> ]{0,80} ?\([\w.-]{1,80}:\d{1,9}:\d{1,9}\)$/)).max(20),
  /** Of the last answer that the page had got from the server. */
  requestId: z.uuid().nullable(),
});
export type PageFailure = z.output<typeof pageFailureBody>;
export const pageFailureReported = z.object({ requestId: z.uuid() });

/** An event that a reaction failed on again and again. The reaction has gone on without it. */
export const quarantinedEvent = z.object({
  id: z.uuid(),
  /** `campaigns.note-reply`: what could not be done. */
  reaction: z.string(),
  event: z.object({ id: z.uuid(), name: z.string(), at: z.iso.datetime() }),
  error: z.string(),
  quarantinedAt: z.iso.datetime(),
});
export type QuarantinedEvent = z.infer<typeof quarantinedEvent>;
export const quarantinedEventPage = pageOf(quarantinedEvent);

/** What a customer sent and no conversation shows: it could not be taken in. */
export const quarantinedMessage = z.object({
  id: z.uuid(),
  channel: z.object({ id: z.uuid(), name: z.string() }),
  /** The address it came from, as the network wrote it. */
  sender: z.string(),
  error: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  quarantinedAt: z.iso.datetime(),
});
export type QuarantinedMessage = z.infer<typeof quarantinedMessage>;
export const quarantinedMessagePage = pageOf(quarantinedMessage);

/** A job that is not tried any more. */
export const deadJob = z.object({
  number: z.string(),
  /** `campaigns.launch` */
  task: z.string(),
  /** Work by the clock for the whole installation: only its root sees it. */
  isInstallations: z.boolean(),
  attempts: z.number().int(),
  error: z.string().nullable(),
  failedAt: z.iso.datetime(),
});
export type DeadJob = z.infer<typeof deadJob>;
export const deadJobPage = pageOf(deadJob);

export const deadJobParams = z.object({ number: z.string().regex(/^[1-9]\d{0,17}$/) });
export const listFaultsQuery = pageQuery;
export type ListFaultsQuery = z.output<typeof listFaultsQuery>;
