import { sql, type Insertable, type Updateable } from 'kysely';
import { matrix } from '@parley/contract/permissions';
import type { Database, Tables } from '#platform/database/database';

const inviters: readonly string[] = matrix['members:write'];

/** `is_backed`: whoever invited may do so still, in an organization that stands. */
function selectInvitations(db: Database) {
  return db
    .selectFrom('invitations as invitation')
    .innerJoin('organizations as organization', 'organization.organization_id', 'invitation.organization_id')
    .leftJoin('users as inviter', 'inviter.id', 'invitation.invited_by')
    .leftJoin('memberships as standing', (join) =>
      join
        .onRef('standing.organization_id', '=', 'invitation.organization_id')
        .onRef('standing.user_id', '=', 'invitation.invited_by'),
    )
    .selectAll('invitation')
    .select(['organization.name as organization_name', 'inviter.name as inviter_name'])
    .select(
      sql<boolean>`organization.removing_at is null and (invitation.invited_by is null or coalesce(
        inviter.disabled_at is null and standing.disabled_at is null and standing.role = any(${inviters})
        and (invitation.role <> 'owner' or standing.role = 'owner'), false))`.as('is_backed'),
    );
}

/** Those that wait, newest first, before `beforeId` if given. */
export async function listInvitations(db: Database, organizationId: string, limit: number, beforeId: string | null) {
  let query = selectInvitations(db)
    .where('invitation.organization_id', '=', organizationId)
    .where('invitation.state', '=', 'pending')
    .orderBy('invitation.id', 'desc')
    .limit(limit);
  if (beforeId) query = query.where('invitation.id', '<', beforeId);
  return query.execute();
}

export type InvitationRow = Awaited<ReturnType<typeof listInvitations>>[number];

export async function findInvitation(
  db: Database,
  organizationId: string,
  id: string,
): Promise<InvitationRow | undefined> {
  return selectInvitations(db)
    .where('invitation.organization_id', '=', organizationId)
    .where('invitation.id', '=', id)
    .executeTakeFirst();
}

/** Whichever organization it is of: a mail knows no more than the id. */
export async function findMailedInvitation(db: Database, id: string): Promise<InvitationRow | undefined> {
  return selectInvitations(db).where('invitation.id', '=', id).executeTakeFirst();
}

export async function findInvitationByToken(db: Database, tokenHash: Buffer): Promise<InvitationRow | undefined> {
  return selectInvitations(db).where('invitation.token_hash', '=', tokenHash).executeTakeFirst();
}

/** Held to the end of the transaction: of two who use one link at once, the second finds it used. */
export async function lockInvitationByToken(db: Database, tokenHash: Buffer): Promise<InvitationRow | undefined> {
  return selectInvitations(db)
    .where('invitation.token_hash', '=', tokenHash)
    .forUpdate('invitation')
    .executeTakeFirst();
}

/** One that waits, of the organization. */
export async function lockPendingInvitation(
  db: Database,
  organizationId: string,
  which: { id: string } | { email: string },
): Promise<InvitationRow | undefined> {
  const [column, value] =
    'id' in which ? (['invitation.id', which.id] as const) : (['invitation.email', which.email] as const);
  return selectInvitations(db)
    .where('invitation.organization_id', '=', organizationId)
    .where(column, '=', value)
    .where('invitation.state', '=', 'pending')
    .forUpdate('invitation')
    .executeTakeFirst();
}

/** False: another one of the same address waits. */
export async function insertInvitation(db: Database, row: Insertable<Tables['invitations']>): Promise<boolean> {
  const inserted = await db
    .insertInto('invitations')
    .values(row)
    .onConflict((conflict) => conflict.columns(['organization_id', 'email']).where('state', '=', 'pending').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function updateInvitation(
  db: Database,
  organizationId: string,
  id: string,
  changes: Updateable<Tables['invitations']>,
): Promise<void> {
  await db
    .updateTable('invitations')
    .set(changes)
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** Whether somebody of the organization has this address, also one who is let in no more. */
export async function hasMemberWithEmail(db: Database, organizationId: string, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships as member')
    .innerJoin('users', 'users.id', 'member.user_id')
    .select('users.id')
    .where('member.organization_id', '=', organizationId)
    .where('users.email', '=', email)
    .executeTakeFirst();
  return row !== undefined;
}

/** Those that have ended, and those whose time was over, so many days ago. */
export async function deleteOldInvitations(db: Database, days: number): Promise<void> {
  await db
    .deleteFrom('invitations')
    .where(sql<boolean>`coalesce(ended_at, expires_at) < now() - make_interval(days => ${days})`)
    .execute();
}
