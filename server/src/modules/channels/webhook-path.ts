/** Where the network reaches a channel, below the installation's address. */
export function webhookPath(channelId: string): string {
  return `/api/v1/hooks/${channelId}`;
}
