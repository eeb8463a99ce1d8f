/**
 * The tables that belong to no organization, or are needed before it is known. They have no row-level security, so they are
 * narrow, read by exact match only, and their rights are as listed. Every other table is a tenant's (docs/architecture.md).
 */
export const globalTables: Readonly<Record<string, { readonly why: string; readonly app: readonly string[] }>> = {
  installation: { why: 'one row for the whole', app: ['SELECT'] },
  users: { why: 'a person may belong to several organizations', app: ['SELECT'] },
  sessions: { why: 'looked up by the token’s hash before the organization is known', app: [] },
  sign_in_attempts: { why: 'counted before anybody is known', app: [] },
  password_resets: { why: 'looked up by the token’s hash before anybody is known', app: [] },
  sign_up_links: { why: 'looked up by the token’s hash before anybody is known', app: [] },
  email_verifications: { why: 'looked up by the token’s hash before anybody is known', app: [] },
  mails: { why: 'written before it is known whether the address is anybody’s', app: [] },
  channel_leases: { why: 'the lease keeper looks over all channels', app: ['SELECT', 'UPDATE'] },
  event_dispatcher: { why: 'one place for all events', app: ['SELECT'] },
  event_consumers: { why: 'one place a reaction', app: ['SELECT', 'UPDATE'] },
  audit_sealer: { why: 'one place for all entries', app: [] },
  job_workers: { why: 'which processes run jobs', app: [] },
  partitioned_tables: { why: 'what ensure_partitions() looks after', app: [] },
  migrations: { why: 'what was applied to the database', app: [] },
};
