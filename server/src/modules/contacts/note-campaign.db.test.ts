import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '#platform/test-kit/index';
import { uuidv7 } from '#platform/uuid';
import { noteCampaign } from './note-campaign.ts';

const people = Array.from({ length: 5 }, () => uuidv7());
const [january, february, march, planned] = Array.from({ length: 4 }, () => uuidv7()) as [
  string,
  string,
  string,
  string,
];
let server: TestServer;

beforeAll(async () => {
  server = await createTestServer({ routes: [] });
  const { organizationId } = server;
  await server.inTransaction('owner', async ({ db }) => {
    const templateId = uuidv7();
    await sql`insert into templates (organization_id, id, name) values (${organizationId}, ${templateId}, 'T')`.execute(
      db,
    );
    await sql`insert into template_versions (organization_id, template_id, version, items)
      values (${organizationId}, ${templateId}, 1, '[{"kind":"text","text":"Hello"}]')`.execute(db);
    await sql`insert into contacts (organization_id, id, display_name)
      select ${organizationId}, id, 'Person' from unnest(${people}::uuid[]) id`.execute(db);
    for (const [id, startedAt] of [
      [january, '2026-01-01'],
      [february, '2026-02-01'],
      [march, '2026-03-01'],
      [planned, null],
    ]) {
      await sql`insert into campaigns (organization_id, id, name, status, network, template_id, template_version, started_at)
        values (${organizationId}, ${id}, ${id}, 'RUNNING', 'sms', ${templateId}, 1, ${startedAt})`.execute(db);
    }
  });
  // The second person is left out of February, the third is in none but January, the last in none at all.
  await place(january, people.slice(0, 3));
  await place(february, [people[0]!, people[3]!], [people[1]!]);
  await place(march, [people[0]!, people[1]!]);
  await place(planned, people.slice(0, 4));
});
afterAll(() => server.close());

async function place(campaignId: string, taken: readonly string[], excluded: readonly string[] = []): Promise<void> {
  const { organizationId } = server;
  await server.inTransaction('owner', async ({ db }) => {
    await sql`insert into recipients (organization_id, campaign_id, contact_id, address, lane, shard, position)
      select ${organizationId}, ${campaignId}, id, '+79160000000', 0, 0, n from unnest(${taken}::uuid[]) with ordinality one(id, n)`.execute(
      db,
    );
    await sql`insert into recipients (organization_id, campaign_id, contact_id, exclusion)
      select ${organizationId}, ${campaignId}, id, 'suppressed' from unnest(${excluded}::uuid[]) id`.execute(db);
  });
}

const note = (campaignId: string): Promise<void> => noteCampaign(server.runtime, server.actor('owner'), { campaignId });

async function noted(): Promise<[number, string][]> {
  return server.inTransaction('owner', async ({ db }) => {
    const rows = await db.selectFrom('contact_campaigns').selectAll().execute();
    return people.flatMap((id) => {
      const row = rows.find(({ contact_id: contactId }) => contactId === id);
      return row ? [[row.campaign_count, row.last_campaign_id]] : [];
    });
  });
}

test('of everybody who had a place in a campaign that has begun: how many there were, and which was the last', async () => {
  await note(january);
  // Whoever is noted at all is counted anew.
  expect(await noted()).toEqual([
    [3, january],
    [2, january],
    [1, january],
  ]);
  await note(march);
  // A campaign that began before the last one does not take its place, and what was noted once is not counted again.
  await note(february);
  await note(march);
  await note(planned);
  expect(await noted()).toEqual([
    [3, march],
    [2, march],
    [1, january],
    [1, february],
  ]);
});
