import { useQuery } from '@tanstack/react-query';
import { useMe } from '#lib/me';
import { installationQuery } from '../features/account/installation.ts';

/** Whether this person reads the mails that stay here for want of a mail server. */
export function useHasMailbox(): boolean {
  const { user } = useMe();
  const { data: installation } = useQuery(installationQuery);
  return user?.installationRole === 'root' && installation?.mail === false;
}
