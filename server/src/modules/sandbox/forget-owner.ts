import type { Runtime } from '#platform/context';

/** Everything that the sandbox keeps for an organization goes: accounts, phones, messages, pictures. Throws `sandbox_away`. */
export async function forgetOwner({ sandbox }: Runtime, organizationId: string): Promise<void> {
  await sandbox?.ask('DELETE', `/owners/${organizationId}`);
}
