import { Page, PageHeader } from '#ui/page';

export function ContactsRoute() {
  return (
    <Page>
      <PageHeader title="Contacts" />
    </Page>
  );
}
