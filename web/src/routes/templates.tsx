import { Page, PageHeader } from '#ui/page';

export function TemplatesRoute() {
  return (
    <Page>
      <PageHeader title="Templates" />
    </Page>
  );
}
