/**
 * The session's token in the browser: out of reach for scripts, not sent along from other sites, bound to this host.
 * Over HTTPS and on localhost it is `__Host-` and Secure. Over plain HTTP elsewhere browsers would drop such a cookie; an
 * installation that allows sign-in there (PARLEY_INSECURE_HTTP) uses a plain one, for those connections only.
 */
export interface SessionCookie {
  read(header: string | undefined): string | null;
  /** `maxAgeSeconds` null: until the browser is closed. */
  write(token: string, maxAgeSeconds: number | null): string;
  clear(): string;
}

export const secureCookie = sessionCookie('__Host-parley', '; Secure');
export const plainCookie = sessionCookie('parley', '');

function sessionCookie(name: string, secure: string): SessionCookie {
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure}`;
  return {
    read: (header) => {
      for (const pair of (header ?? '').split(';')) {
        const [key, ...value] = pair.split('=');
        // Whole, also with a further = in it: what is longer than the token is not the token.
        const token = value.join('=').trim();
        if (key!.trim() === name && token !== '') return token;
      }
      return null;
    },
    write: (token, maxAgeSeconds) =>
      `${name}=${token}${attributes}${maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: () => `${name}=${attributes}; Max-Age=0`,
  };
}
