import { Page, PageHeader } from '#ui/page';

export function HandsetRoute() {
  return (
    <Page>
      <PageHeader title="Handset" />
    </Page>
  );
}
