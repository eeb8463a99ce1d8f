/** What lets a style sheet that a component inserts pass the page's content security policy. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
}
