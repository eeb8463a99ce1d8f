interface Headers {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

/**
 * Where a browser says a request comes from: our own pages, another site, or nothing said (a program).
 * Every browser sends one of the two headers with what can change something, and no script can forge them.
 */
export function originOf(headers: Headers, publicUrl: string): 'own' | 'foreign' | 'unsaid' {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site === 'same-origin' ? 'own' : 'foreign';
  if (headers.origin === undefined) return 'unsaid';
  // A proxy may have put its own name for us into Host: then the address that people use decides.
  if (headers.origin === publicUrl) return 'own';
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host ? 'own' : 'foreign';
}
