/**
 * The session's token in the browser: out of reach for scripts, not sent along from other sites, bound to this host.
 * `__Host-` and Secure work over HTTPS and on localhost; over plain HTTP elsewhere browsers would drop the cookie, so
 * such an installation turns them off by setting.
 */
export interface SessionCookie {
  readonly secure: boolean;
  read(header: string | undefined): string | null;
  /** `maxAgeSeconds` null: until the browser is closed. */
  write(token: string, maxAgeSeconds: number | null): string;
  clear(): string;
}

export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-parley' : 'parley';
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    secure,
    read: (header) => {
      for (const pair of (header ?? '').split(';')) {
        const [key, value] = pair.split('=', 2);
        if (key?.trim() === name && value) return value.trim();
      }
      return null;
    },
    write: (token, maxAgeSeconds) =>
      `${name}=${token}${attributes}${maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: () => `${name}=${attributes}; Max-Age=0`,
  };
}
