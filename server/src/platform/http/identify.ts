import type { FastifyRequest } from 'fastify';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { preferredLanguage } from './language.ts';
import { originOf } from './same-origin.ts';
import type { Caller, Route } from './route.ts';
import { plainCookie, secureCookie, type SessionCookie } from './session-cookie.ts';

/** What a request shows for who sent it. */
export interface Credentials {
  readonly kind: 'session' | 'api_key';
  readonly token: string;
}

export interface Identity {
  readonly actor: Actor;
  /** Null for an API key. */
  readonly sessionId: string | null;
}

/** Where this installation is, as far as it decides who may ask. */
export interface Site {
  /** People may sign in over plain HTTP from other machines. */
  readonly insecureHttp: boolean;
  readonly publicUrl: string;
}

/** Null when the token is not known, over or revoked. `language` is the browser's, for those who have none of their own. */
export type Authenticate = (credentials: Credentials, caller: Caller) => Promise<Identity | null>;

/** Where browsers take secure cookies over plain HTTP. */
const localHost = /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

/** Who sends this request, without yet asking whether they may. */
export async function identify(
  request: FastifyRequest,
  { insecureHttp }: Pick<Site, 'insecureHttp'>,
  authenticate: Authenticate,
): Promise<Caller> {
  const isSecure = hasSecureConnection(request);
  const stranger: Caller = {
    actor: null,
    sessionId: null,
    language: preferredLanguage(request.headers['accept-language']),
    address: plainAddress(request.ip),
    agent: request.headers['user-agent']?.slice(0, 300) ?? null,
    requestId: request.id,
    canKeepSession: isSecure || insecureHttp,
  };
  const credentials = credentialsOf(request, stranger.canKeepSession ? cookieFor(request) : null);
  const identity = credentials && (await authenticate(credentials, stranger));
  return identity ? { ...stranger, ...identity, language: identity.actor.language } : stranger;
}

/** The cookie that a browser keeps on this connection. What says that it is HTTPS is believed from trusted proxies only. */
export function cookieFor(request: FastifyRequest): SessionCookie {
  return hasSecureConnection(request) ? secureCookie : plainCookie;
}

function hasSecureConnection(request: FastifyRequest): boolean {
  return request.protocol === 'https' || localHost.test(request.hostname);
}

/** Whether this caller may ask this route at all; before anything of the request's body is read. */
export function checkAccess(
  route: Route,
  caller: Caller,
  request: FastifyRequest,
  { publicUrl }: Pick<Site, 'publicUrl'>,
): void {
  if (route.method !== 'GET') refuseOtherSites(caller, request, publicUrl);
  if (caller.sessionId !== null && caller.actor) refuseOldPages(caller.actor, request.headers['parley-for']);
  if (route.access === 'public') return;
  if (!caller.actor) throw new AppError('sign_in_required');
  if (route.access === 'signed_in') return;
  const { permission } = route.access;
  if (!caller.actor.permissions.has(permission)) throw new AppError('permission_missing', { details: { permission } });
}

/** A browser adds the cookie by itself, so with a session the request must come from our own pages (SEC-25). */
function refuseOtherSites(caller: Caller, request: FastifyRequest, publicUrl: string): void {
  if (caller.actor?.kind === 'api_key') return;
  const origin = originOf({ ...request.headers, host: request.host }, publicUrl);
  if (origin === 'foreign' || (origin === 'unsaid' && caller.sessionId !== null))
    throw new AppError('cross_site_refused');
}

/**
 * A page says whom it was loaded for. When its session has since gone on in another organization, or somebody else has signed
 * in, what it asks for was meant for where it was: nothing is done. Throws `session_moved`.
 */
export function refuseOldPages(actor: Actor, loadedFor: unknown): void {
  if (loadedFor !== undefined && loadedFor !== `${actor.id}.${actor.organizationId}`)
    throw new AppError('session_moved');
}

function credentialsOf(request: FastifyRequest, cookie: SessionCookie | null): Credentials | null {
  const bearer = /^Bearer ([\w.~+/-]{1,200}=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return { kind: 'api_key', token: bearer };
  const token = cookie?.read(request.headers.cookie) ?? null;
  return token === null ? null : { kind: 'session', token };
}

function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
