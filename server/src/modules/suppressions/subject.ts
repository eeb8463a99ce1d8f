/**
 * Who or what a row of `suppressions` is about. The claim looks for `contact` with the contact's id and for the kind of
 * its address with the address as it stands in the contact: both are one probe of the primary key.
 */
export interface Subject {
  readonly kind: 'contact' | 'phone' | 'email' | 'identity';
  readonly subject: string;
}

/** The subject of an address as a channel knows it: E.164 on telephone networks, in lower case for e-mail, else `network:id`. */
export function subjectOfAddress(network: string, address: string): Subject {
  if (network === 'email') return { kind: 'email', subject: address.toLowerCase() };
  const isPhone = (network === 'sms' || network === 'whatsapp') && /^\+[1-9]\d{4,14}$/.test(address);
  return isPhone ? { kind: 'phone', subject: address } : { kind: 'identity', subject: `${network}:${address}` };
}
