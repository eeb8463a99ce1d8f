import { Page, PageHeader } from '#ui/page';

export function ChannelsRoute() {
  return (
    <Page>
      <PageHeader title="Channels" />
    </Page>
  );
}
