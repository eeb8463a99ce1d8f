import type { Campaign } from '@parley/contract/campaigns';
import type { Task } from '@parley/contract/tasks';
import type { Page } from '@playwright/test';
import { chooseFault, prepareCampaign } from '../fixtures/campaign-parts.ts';
import type { Person } from '../fixtures/people.ts';
import { tabTo } from '../fixtures/tab-to.ts';
import { expect, expectAccessible, test } from '../fixtures/test.ts';

test('Journey 4: a campaign by keyboard alone, paused while it fails, its failures exported, resumed to its end', async ({
  owner,
  seat,
}) => {
  const { channel } = await prepareCampaign(owner, { people: 80, perSecond: 1, fault: 'undelivered' });
  const { page } = await seat(owner, '/campaigns');

  await tabTo(page, page.getByRole('link', { name: 'New campaign' }).first());
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Autumn');
  await page.keyboard.press('Enter');

  await tabTo(page, page.getByRole('radio', { name: /Autumn service/ }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await tabTo(page, page.getByRole('group', { name: 'To these groups' }).getByLabel(/Customers/));
  await page.keyboard.press('Space');
  await expect(page.getByText('will get it')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await tabTo(page, page.getByRole('checkbox', { name: 'Sandbox SMS' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('heading', { name: /Options/ })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const start = page.getByRole('button', { name: 'Start for 80 people' });
  await expect(start).not.toHaveAttribute('aria-disabled', 'true');
  await tabTo(page, start);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Start the campaign?' });
  await tabTo(page, dialog.getByRole('button', { name: 'Start', exact: true }));
  await page.keyboard.press('Enter');

  await expect(page.getByText(/Running since/)).toBeVisible();
  await expect(page.getByText('Not delivered to the handset').first()).toBeVisible({ timeout: 30_000 });
  // Why it is no faster stands at the graph.
  await expect(page.getByText('Limit: 60 a min, of the channels together')).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByText(/^Paused; /)).toBeVisible();
  const id = await expectStill(owner);

  await page
    .getByRole('button', { name: /Failed/ })
    .first()
    .click();
  const people = page.getByRole('dialog', { name: 'Failed' });
  await expect(people.getByText(/Not delivered to the handset/).first()).toBeVisible();
  await people.getByRole('button', { name: 'CSV' }).click();
  await expect(page.getByText(/The file is being written/).first()).toBeVisible();
  const tasks = await owner.api.until<{ data: Task[] }>(
    '/tasks?kind=campaigns.export-recipients',
    ({ data: [task] }) => task?.state === 'completed',
    30,
  );
  expect(tasks.data[0]!.resultFileId).not.toBeNull();
  await people.getByRole('button', { name: 'Close' }).click();

  await openNumbersOfChannel(page);

  await chooseFault(owner, channel.id, null);
  // Slow enough until here for the slowest page to see it run.
  await owner.api.patch(`/channels/${channel.id}`, { limits: { perSecond: 20 } });
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  expect((await owner.api.get<Campaign>(`/campaigns/${id}`)).progress).toMatchObject({ planned: 80, done: 80 });
});

/** Nothing new leaves, whatever the clock says. Answers which campaign it is. */
async function expectStill({ api }: Person): Promise<string> {
  const { data } = await api.get<{ data: Campaign[] }>('/campaigns');
  const { id } = data[0]!;
  const { progress } = await api.until<Campaign>(
    `/campaigns/${id}`,
    (campaign) => campaign.progress?.states.submitting === 0,
    30,
  );
  expect(progress!.states.queued).toBeGreaterThan(0);
  return id;
}

/** They open their people as those of the whole campaign do. */
async function openNumbersOfChannel(page: Page): Promise<void> {
  const people = page.getByRole('dialog', { name: 'Failed' });
  const channels = page.getByRole('region', { name: 'Channels' });
  await channels.getByRole('button', { name: /^Failed through Sandbox SMS: / }).click();
  await expect(people).toContainText('Last attempt through “Sandbox SMS”');
  await expect(people.getByText(/Not delivered to the handset/).first()).toBeVisible();
  await expectAccessible(page);
  await people.getByRole('button', { name: 'Close' }).click();
  await channels.getByRole('button', { name: /^Sent through Sandbox SMS: / }).click();
  await expect(page.getByRole('dialog', { name: 'Sent' })).toContainText('Last attempt through “Sandbox SMS”');
  await page.keyboard.press('Escape');
}

for (const [language, theme] of [
  ['en', 'light'],
  ['ru', 'dark'],
] as const) {
  test.describe(`${language}, ${theme}`, () => {
    test.use({ language, theme });

    test('axe finds nothing serious on the pages of templates and campaigns', async ({ owner, seat }) => {
      const { channel, template, groupId } = await prepareCampaign(owner, { people: 5, perSecond: 10 });
      const body = {
        name: 'Axe',
        network: 'sms',
        templateId: template.id,
        channelIds: [channel.id],
        groupIds: [groupId],
      };
      const draft = await owner.api.post<Campaign>('/campaigns', body);
      const done = await owner.api.post<Campaign>('/campaigns', { ...body, name: 'Done' });
      await owner.api.post(`/campaigns/${done.id}/start`);
      await owner.api.until<Campaign>(`/campaigns/${done.id}`, ({ status }) => status === 'COMPLETED', 60);
      const { page } = await seat(owner);
      const steps = ['basics', 'template', 'audience', 'channels', 'options', 'review'];
      const pages = [
        '/campaigns',
        '/campaigns/new',
        ...steps.map((step) => `/campaigns/${draft.id}/edit/${step}`),
        `/campaigns/${done.id}`,
        `/campaigns/${done.id}?people=accepted`,
        '/templates',
        '/templates/new',
        `/templates/${template.id}`,
      ];
      for (const path of pages) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
      }
    });
  });
}

test('TPL-4 a template is written with a variable from the picker, kept in the browser, and saved', async ({
  owner,
  seat,
}) => {
  await prepareCampaign(owner, { people: 2, perSecond: 10 });
  const { page } = await seat(owner, '/templates/new');
  await page.getByLabel('Name').fill('Greeting');
  const text = page.getByLabel('Text');
  await text.pressSequentially('Dear {{fi');
  await expect(page.getByRole('option', { name: /First name/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('Dear {{firstName}}');
  await page.getByLabel(/If “First name” is empty/).fill('friend');
  await expect(text).toHaveValue('Dear {{firstName|friend}}');
  await expect(page.getByRole('figure')).toContainText('Dear Anna');

  await page.reload();
  await expect(text).toHaveValue('Dear {{firstName|friend}}');
  await page.keyboard.press('Control+s');
  await expect(page).toHaveURL(/\/templates\/[\da-f-]{36}$/);
  await text.fill('Dear {{nope}}');
  await expect(page.getByText(/There is no variable/)).toBeVisible();
  await page.getByRole('link', { name: 'Templates' }).first().click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('link', { name: 'Greeting' })).toBeVisible();
});
