import { Page, PageHeader } from '#ui/page';

export function InboxRoute() {
  return (
    <Page>
      <PageHeader title="Inbox" />
    </Page>
  );
}
