/** Sign-up and sign-in as a browser does them, for the tests of this module. */
import type { Me, SignUp } from '@parley/contract/accounts';
import type { Problem } from '#platform/http/problem';
import type { TestAnswer, TestServer } from '#platform/test-kit/index';
import { createSignUpLink } from './sign-up-mail.ts';

export const password = 'a long and private sentence';

export interface Person {
  readonly email: string;
  readonly cookie: string;
  readonly me: Me;
}

export interface Browser {
  signUp(fields?: Record<string, unknown>): Promise<Person>;
  signIn(email: string, given?: string): Promise<TestAnswer<Me & Problem>>;
  ask<Body = Problem>(method: string, url: string, cookie: string, body?: unknown): Promise<TestAnswer<Body>>;
  statusOfMe(cookie: string): Promise<number>;
}

export const cookieOf = (answer: TestAnswer<unknown>): string => answer.headers.get('set-cookie')!.split(';')[0]!;

let people = 0;

/** Of the owner by the form, of everybody later by a link, whose mail is not waited for. */
export async function signUpAt(
  server: TestServer,
  { email, ...fields }: Partial<SignUp> & { readonly email: string },
  headers: Record<string, string> = {},
): Promise<TestAnswer<Me & Problem>> {
  const first = await server.request<Me & Problem>('POST', '/sign-up', { body: { email, ...fields }, headers });
  if (first.body.code !== 'installation_owned') return first;
  const token = await server.pools.system((db) => createSignUpLink(db, server.runtime.clock, email));
  return server.request('POST', '/sign-up/complete', { body: { token, ...fields }, headers });
}

export function browserOf(server: TestServer): Browser {
  const ask: Browser['ask'] = (method, url, cookie, body) =>
    server.request(method, url, { headers: { cookie }, ...(body !== undefined && { body }) });
  return {
    ask,
    signUp: async (fields = {}) => {
      const email = `somebody-${++people}@example.com`;
      const answer = await signUpAt(server, { email, password, name: 'Ann', organizationName: 'Works', ...fields });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return { email, cookie: cookieOf(answer), me: answer.body };
    },
    signIn: (email, given = password) => server.request('POST', '/sign-in', { body: { email, password: given } }),
    statusOfMe: async (cookie) => (await ask('GET', '/me', cookie)).status,
  };
}
