/** What a contact is called when its name is not known. */
export interface NamedPerson {
  readonly firstName: string | null;
  readonly middleName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  /** The primary phone, else the e-mail, else the name on a network. */
  readonly reachedAt: string | null;
}

/** The names, else the name that was given as a whole, else the company, else an address. */
export function displayNameOf(person: NamedPerson, given: string | null): string {
  return namesOf(person) || given || person.company || person.reachedAt || '';
}

/** After a change. A name given as a whole (by an import, by a network) lives until there are names. */
export function renewDisplayName(before: NamedPerson, displayName: string, after: NamedPerson): string {
  const wasGiven = namesOf(before) === '' && displayName !== displayNameOf(before, null);
  return displayNameOf(after, wasGiven ? displayName : null);
}

function namesOf({ firstName, middleName, lastName }: NamedPerson): string {
  return [firstName, middleName, lastName].filter(Boolean).join(' ');
}
