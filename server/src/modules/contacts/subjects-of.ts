import type { Subject } from '#suppressions';

/** Addresses as the suppression list knows them. */
export function subjectsOf(
  phones: readonly { readonly phone: string }[],
  emails: readonly { readonly email: string }[],
): Subject[] {
  return [
    ...phones.map(({ phone }): Subject => ({ kind: 'phone', subject: phone })),
    ...emails.map(({ email }): Subject => ({ kind: 'email', subject: email })),
  ];
}
