const international = { ton: 1, npi: 1 } as const;
const alphanumeric = { ton: 5, npi: 0 } as const;
const shortCode = { ton: 3, npi: 0 } as const;

const shortCodeDigits = 6;

/** Type and plan of an address as SMSCs write them in what they deliver. */
export function addressOf(address: string): { readonly ton: number; readonly npi: number } {
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return alphanumeric;
  }
  return address.length <= shortCodeDigits ? shortCode : international;
}

const maxAlphanumeric = 11;
const maxDigits = 20;

/** At most 20 digits or 11 characters; an empty one lets the SMSC choose. */
export function isSender(address: string): boolean {
  return address.length <= (addressOf(address) === alphanumeric ? maxAlphanumeric : maxDigits);
}

/** 3 to 20 digits. */
export function isSubscriber(address: string): boolean {
  return address.length >= 3 && address.length <= maxDigits && addressOf(address) !== alphanumeric;
}
