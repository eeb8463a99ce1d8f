/**
 * The page that `address` means here, or the first page when it leads elsewhere: what stands in a link must not send people
 * to another site. Read as a browser reads it, which takes `/\host` and a tab for more than they look.
 */
export function ownAddress(address: string, origin: string): string {
  if (!URL.canParse(address, origin)) return '/';
  const url = new URL(address, origin);
  // A path that begins with // would be another host to whoever reads it again.
  if (url.origin !== origin || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}
