import { Page, PageHeader } from '#ui/page';

export function SettingsRoute() {
  return (
    <Page>
      <PageHeader title="Settings" />
    </Page>
  );
}
