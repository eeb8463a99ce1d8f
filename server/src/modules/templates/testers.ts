import type { Tester, TesterList } from '@parley/contract/templates';
import { recordAudit } from '#audit';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { listTemplateContacts } from './template-queries.ts';
import * as queries from './test-send-queries.ts';

/** By name, and whom the one who asks chose last. */
export async function listTesters(ctx: Ctx): Promise<TesterList> {
  const { organizationId, id: userId } = ctx.actor;
  const data = (await queries.listTesters(ctx.db, organizationId)).map(testerOf);
  const choice = userId === null ? undefined : await queries.findLastChoice(ctx.db, organizationId, userId);
  const testerIds = data.map(({ contactId }) => contactId).filter((id) => choice?.contact_ids.includes(id));
  return { data, last: choice && testerIds.length > 0 ? { channelId: choice.channel_id, testerIds } : null };
}

/** Throws `record_missing` for a contact that is not there. */
export async function addTester(ctx: Ctx, { contactId }: { contactId: string }): Promise<Tester> {
  const { organizationId, id: addedBy } = ctx.actor;
  const [contact] = await listTemplateContacts(ctx.db, organizationId, [contactId]);
  if (!contact) throw new AppError('record_missing', { details: { what: 'contact' } });
  const row = { organization_id: organizationId, contact_id: contactId, added_by: addedBy, added_at: ctx.clock.now() };
  if (await queries.insertTester(ctx.db, row)) await audit(ctx, 'added', contactId);
  return getTester(ctx, contactId);
}

/** Throws `record_missing` for who is none. */
export async function removeTester(ctx: Ctx, { contactId }: { contactId: string }): Promise<{ removed: true }> {
  if (!(await queries.deleteTester(ctx.db, ctx.actor.organizationId, contactId))) {
    throw new AppError('record_missing', { details: { what: 'tester' } });
  }
  await audit(ctx, 'removed', contactId);
  return { removed: true };
}

/** Throws `record_missing`. */
export async function getTester(ctx: Ctx, contactId: string): Promise<Tester> {
  const row = await queries.findTester(ctx.db, ctx.actor.organizationId, contactId);
  if (!row) throw new AppError('record_missing', { details: { what: 'tester' } });
  return testerOf(row);
}

function testerOf(row: queries.TesterRow): Tester {
  return { contactId: row.contact_id, displayName: row.display_name, phone: row.phone, knownTo: row.known_to };
}

async function audit(ctx: Ctx, past: 'added' | 'removed', contactId: string): Promise<void> {
  await recordAudit(ctx, { action: `tester.${past}`, subjectKind: 'contact', subjectId: contactId });
}
