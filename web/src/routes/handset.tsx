import { getRouteApi } from '@tanstack/react-router';
import { Mailbox } from '../features/account/mailbox.tsx';
import { HandsetPage } from '../features/handset/handset-page.tsx';
import { SandboxMailPage, SandboxTabs } from '../features/handset/sandbox-tabs.tsx';
import { useHasMailbox } from './use-has-mailbox.ts';

const route = getRouteApi('/app/sandbox');

export function HandsetRoute() {
  const { phones } = route.useSearch();
  const tabs = useHasMailbox() ? <SandboxTabs current="phones" /> : null;
  return <HandsetPage open={phones ? phones.split(',') : []} tabs={tabs} />;
}

/** What would have been mailed, beside the phones: whoever tries everything alone has all of it in one place. */
export function SandboxMailRoute() {
  return (
    <SandboxMailPage>
      <Mailbox />
    </SandboxMailPage>
  );
}
