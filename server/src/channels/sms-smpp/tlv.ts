/** One optional parameter. On a decoded PDU `value` is a view of the received chunk: copy it to keep it. */
export interface Tlv {
  readonly tag: number;
  readonly value: Buffer;
}

export const tlvTags = {
  receiptedMessageId: 0x001e,
  sarReference: 0x020c,
  sarTotal: 0x020e,
  sarSequence: 0x020f,
  interfaceVersion: 0x0210,
  networkErrorCode: 0x0423,
  messagePayload: 0x0424,
  messageState: 0x0427,
} as const;

/** Shared by every PDU without optional parameters, so that the common case allocates nothing. */
export const noTlvs: readonly Tlv[] = Object.freeze([]);

export function findTlv(tlvs: readonly Tlv[], tag: number): Buffer | undefined {
  for (const tlv of tlvs) if (tlv.tag === tag) return tlv.value;
  return undefined;
}

/** Big-endian integer of one to four bytes; undefined when the parameter is absent or has another size. */
export function tlvNumber(tlvs: readonly Tlv[], tag: number): number | undefined {
  const value = findTlv(tlvs, tag);
  if (value === undefined || value.length < 1 || value.length > 4) return undefined;
  return value.readUIntBE(0, value.length);
}

/** Text up to the first NUL, whether or not the sender terminated it. */
export function tlvText(tlvs: readonly Tlv[], tag: number): string | undefined {
  const value = findTlv(tlvs, tag);
  if (value === undefined) return undefined;
  const terminator = value.indexOf(0);
  return value.toString('latin1', 0, terminator < 0 ? value.length : terminator);
}

export function numberTlv(tag: number, value: number, size: 1 | 2 | 4): Tlv {
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeUIntBE(value, 0, size);
  return { tag, value: bytes };
}

/** NUL-terminated text. */
export function textTlv(tag: number, text: string): Tlv {
  return { tag, value: Buffer.from(`${text}\0`, 'latin1') };
}
