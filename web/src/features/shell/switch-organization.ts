import type { Me } from '@parley/contract/accounts';
import { api } from '#lib/api';
import { takePage } from '#lib/page-owner';

/** The session goes on there. The page is loaded anew: nothing of the organization before stays in its memory. */
export async function openOrganization(organizationId: string): Promise<void> {
  takePage(await api.post<Me>('/me/organization', { organizationId }, { ofSession: true }));
  location.assign('/');
}

/** The session comes back to what this page shows, which goes on where it was. */
export async function returnTo(organizationId: string): Promise<void> {
  takePage(await api.post<Me>('/me/organization', { organizationId }, { ofSession: true }));
}
