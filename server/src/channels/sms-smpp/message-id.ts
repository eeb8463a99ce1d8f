/**
 * Some SMSCs write the id of one message in hexadecimal in the response and in decimal in the receipt, or the reverse.
 * The setting says what is what; `as-is` compares ids as they are written.
 */
export type MessageIdType = 'as-is' | 'decimal' | 'hex-response' | 'hex-receipt' | 'hex';

export type MessageIdSource = 'response' | 'receipt';

/** SMPP allows ids of 64 characters; converting numbers far longer than that would only serve an attacker. */
const longestNumber = 64;

/** The id in the one form in which ids of responses and of receipts compare equal. Empty stays empty. */
export function normalizedMessageId(id: string, type: MessageIdType, source: MessageIdSource): string {
  const written = id.trim();
  if (type === 'as-is' || written.length > longestNumber) return written;
  const isHex = type === 'hex' || type === `hex-${source}`;
  // Letters prove that a number is hexadecimal, whatever the setting says (Kannel does the same).
  if (isHex ? /^[0-9a-f]+$/i.test(written) : /^(?=.*[a-f])[0-9a-f]+$/i.test(written))
    return BigInt(`0x${written}`).toString();
  return /^\d+$/.test(written) ? BigInt(written).toString() : written;
}
