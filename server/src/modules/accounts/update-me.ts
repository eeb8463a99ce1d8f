import type { UpdateMe } from '@parley/contract/accounts';
import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '#audit';
import type { Runtime } from '#platform/context';
import type { Caller, SessionAnswer } from '#platform/http/route';
import { lockUser, updateUser, type UserRow } from './accounts-queries.ts';
import { describeMe, preferencesOf } from './get-me.ts';
import { requirePerson } from './sessions.ts';

/** Changes of oneself what is given; the rest stays. */
export async function updateMe(runtime: Runtime, input: UpdateMe, caller: Caller): Promise<SessionAnswer> {
  const { actor } = requirePerson(caller);
  const body = await runtime.pools.system(async (db) => {
    const before = profileOf(await lockUser(db, actor.id));
    const { preferences = {}, ...own } = input;
    const after = { ...before, ...own, preferences: { ...before.preferences, ...preferences } };
    const changed = Object.keys(after).filter(
      (field) => !isDeepStrictEqual(after[field as keyof typeof after], before[field as keyof typeof after]),
    ) as (keyof typeof after)[];
    if (changed.length > 0) {
      await updateUser(db, actor.id, {
        name: after.name,
        phone: after.phone,
        language: after.language,
        time_zone: after.timeZone,
        preferences: JSON.stringify(after.preferences),
      });
      await recordAudit(
        { db, actor },
        {
          action: 'user.updated',
          subjectKind: 'user',
          subjectId: actor.id,
          before: Object.fromEntries(changed.map((field) => [field, before[field]])),
          after: Object.fromEntries(changed.map((field) => [field, after[field]])),
        },
      );
    }
    return describeMe(db, actor);
  });
  return { body };
}

function profileOf(row: UserRow) {
  return {
    name: row.name,
    phone: row.phone,
    language: row.language,
    timeZone: row.time_zone,
    preferences: preferencesOf(row),
  };
}
