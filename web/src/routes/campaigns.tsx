import { Page, PageHeader } from '#ui/page';

export function CampaignsRoute() {
  return (
    <Page>
      <PageHeader title="Campaigns" />
    </Page>
  );
}
