import type { Actor, Runtime } from '#platform/context';
import { AppError } from '#platform/errors';
import type { SandboxLink } from '#platform/outbound-sandbox/sandbox-link';
import { findAccount, listAccounts, listContactNames, type AccountRow } from './sandbox-queries.ts';

/** A person's request, or other code that acts for one. */
export interface Asking {
  readonly actor: Actor;
}

/** The sandbox, or `sandbox_off`. */
export function requireSandbox({ sandbox }: Pick<Runtime, 'sandbox'>): SandboxLink {
  if (!sandbox) throw new AppError('sandbox_off');
  return sandbox;
}

/** What the sandbox keeps for an organization: nothing else is ever asked for, so nothing else can be answered (SEC-1). */
export function ownPath(actor: Actor, path: string): string {
  return `/owners/${actor.organizationId}${path}`;
}

export function ownAccounts(runtime: Runtime, actor: Actor): Promise<AccountRow[]> {
  return runtime.transaction(actor, (ctx) => listAccounts(ctx.db, actor.organizationId), { readOnly: true });
}

/** The account behind a channel. Throws `record_missing`, also for a channel that is not of the sandbox. */
export async function ownAccount(runtime: Runtime, actor: Actor, channelId: string): Promise<AccountRow> {
  const account = await runtime.transaction(actor, (ctx) => findAccount(ctx.db, actor.organizationId, channelId), {
    readOnly: true,
  });
  if (!account) throw new AppError('record_missing', { details: { what: 'channel' } });
  return account;
}

/** Made-up customers who are contacts carry the contact's name, unless the phone was given another. By digits. */
export async function namesOf(
  runtime: Runtime,
  actor: Actor,
  phones: readonly { readonly number: string; readonly name: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = phones.filter(({ name }) => name === null).map(({ number }) => `+${number}`);
  if (numbers.length === 0) return new Map();
  const rows = await runtime.transaction(actor, (ctx) => listContactNames(ctx.db, actor.organizationId, numbers), {
    readOnly: true,
  });
  return new Map(rows.map(({ phone, name }) => [phone.slice(1), name]));
}
