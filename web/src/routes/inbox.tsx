import { InboxPage } from '../features/inbox/inbox-page.tsx';

export function InboxRoute() {
  return <InboxPage />;
}
