import { domainToASCII } from 'node:url';

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

export type EmailAnswer = { readonly address: string } | { readonly error: 'email_malformed' };

/**
 * One address as it is stored and compared: lower case, the domain in its ASCII form. `Name <address>` and `mailto:` are
 * understood. Addresses that need SMTPUTF8 (letters beyond ASCII before the @) are refused: hardly any host takes them.
 */
export function parseEmail(text: string): EmailAnswer {
  const bracketed = /<([^<>]*)>\s*$/.exec(text);
  const address = (bracketed?.[1] ?? text)
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const typedHost = address.slice(at + 1);
  const host = /[^\x00-\x7f]/.test(typedHost) ? domainToASCII(typedHost) : typedHost;
  const isValid =
    at > 0 && local.length <= 64 && at + 1 + host.length <= 254 && localPart.test(local) && domain.test(host);
  return isValid ? { address: `${local}@${host}` } : { error: 'email_malformed' };
}
