import { commandIds } from './command.ts';
import type { Bind, Pdu, ShortMessage } from './pdu.ts';
import type { Tlv } from './tlv.ts';

/** The largest PDU we send or accept, in bytes. */
export const maxFrameBytes = 64 * 1024;
export const headerBytes = 16;

/** Most bytes of each text field, its NUL included (SMPP 3.4, section 5.2). */
export const fieldBytes = {
  systemId: 16,
  password: 9,
  systemType: 13,
  addressRange: 41,
  serviceType: 6,
  source: 21,
  destination: 21,
  scheduleTime: 17,
  validityPeriod: 17,
  messageId: 65,
  shortMessage: 254,
} as const;

/** A value that does not fit its field. A fault of the caller, never of the peer. */
export class EncodeError extends Error {
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.name = 'EncodeError';
    this.field = field;
  }
}

/** One PDU in a buffer of its own. Throws EncodeError naming the field that does not fit. */
export function encodePdu(pdu: Pdu): Buffer {
  const bytes = Buffer.allocUnsafe(encodedBytes(pdu));
  putPdu(bytes, 0, pdu);
  return bytes;
}

const slabBytes = maxFrameBytes;

/** Collects PDUs one after the other, so that all PDUs of one tick leave in one write. */
export class PduWriter {
  #slab = Buffer.allocUnsafeSlow(slabBytes);
  #start = 0;
  #end = 0;

  /** Throws EncodeError, and then has added nothing. */
  write(pdu: Pdu): void {
    const size = encodedBytes(pdu);
    if (this.#end + size > this.#slab.length) this.#moveToFreshSlab(size);
    putPdu(this.#slab, this.#end, pdu);
    this.#end += size;
  }

  /** Bytes written and not yet taken. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Everything written since the last call. The bytes are the caller's for good: no later PDU is put over them. */
  take(): Buffer {
    const taken = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  #moveToFreshSlab(size: number): void {
    const waiting = this.take();
    this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (waiting.length + size)));
    this.#start = 0;
    this.#end = waiting.copy(this.#slab);
  }
}

function encodedBytes(pdu: Pdu): number {
  const size = headerBytes + bodyBytes(pdu);
  if (size > maxFrameBytes) throw new EncodeError(pdu.command, `${size} bytes, at most ${maxFrameBytes}`);
  return size;
}

/** One byte a character: `putText` refuses what is not Latin-1. */
function bodyBytes(pdu: Pdu): number {
  switch (pdu.command) {
    case 'submit_sm':
    case 'deliver_sm':
      return shortMessageBytes(pdu);
    case 'submit_sm_resp':
    case 'deliver_sm_resp':
      return pdu.messageId.length + 1 + tlvBytes(pdu.tlvs);
    case 'bind_transceiver':
    case 'bind_transmitter':
    case 'bind_receiver':
      return pdu.systemId.length + pdu.password.length + pdu.systemType.length + pdu.addressRange.length + 7;
    case 'bind_transceiver_resp':
    case 'bind_transmitter_resp':
    case 'bind_receiver_resp':
      return pdu.systemId.length + 1 + tlvBytes(pdu.tlvs);
    case 'unknown':
      return pdu.body.length;
    default:
      return 0;
  }
}

function shortMessageBytes(pdu: ShortMessage): number {
  const texts =
    pdu.serviceType.length +
    pdu.source.length +
    pdu.destination.length +
    pdu.scheduleTime.length +
    pdu.validityPeriod.length;
  return texts + 5 + 12 + pdu.shortMessage.length + tlvBytes(pdu.tlvs);
}

function tlvBytes(tlvs: readonly Tlv[]): number {
  let size = 0;
  for (const tlv of tlvs) size += 4 + tlv.value.length;
  return size;
}

function putPdu(bytes: Buffer, start: number, pdu: Pdu): void {
  let at = start + headerBytes;
  switch (pdu.command) {
    case 'submit_sm':
    case 'deliver_sm':
      at = putShortMessage(bytes, at, pdu);
      break;
    case 'submit_sm_resp':
    case 'deliver_sm_resp':
      at = putText(bytes, at, pdu.messageId, fieldBytes.messageId, 'messageId');
      at = putTlvs(bytes, at, pdu.tlvs);
      break;
    case 'bind_transceiver':
    case 'bind_transmitter':
    case 'bind_receiver':
      at = putBind(bytes, at, pdu);
      break;
    case 'bind_transceiver_resp':
    case 'bind_transmitter_resp':
    case 'bind_receiver_resp':
      at = putText(bytes, at, pdu.systemId, fieldBytes.systemId, 'systemId');
      at = putTlvs(bytes, at, pdu.tlvs);
      break;
    case 'unknown':
      at += pdu.body.copy(bytes, at);
      break;
  }
  putUint32(bytes, start, at - start, 'commandLength');
  putUint32(bytes, start + 4, pdu.command === 'unknown' ? pdu.commandId : commandIds[pdu.command], 'commandId');
  putUint32(bytes, start + 8, pdu.status, 'status');
  putUint32(bytes, start + 12, pdu.sequence, 'sequence');
}

function putBind(bytes: Buffer, start: number, pdu: Bind): number {
  let at = putText(bytes, start, pdu.systemId, fieldBytes.systemId, 'systemId');
  at = putText(bytes, at, pdu.password, fieldBytes.password, 'password');
  at = putText(bytes, at, pdu.systemType, fieldBytes.systemType, 'systemType');
  at = putByte(bytes, at, pdu.interfaceVersion, 'interfaceVersion');
  at = putByte(bytes, at, pdu.addressTon, 'addressTon');
  at = putByte(bytes, at, pdu.addressNpi, 'addressNpi');
  return putText(bytes, at, pdu.addressRange, fieldBytes.addressRange, 'addressRange');
}

function putShortMessage(bytes: Buffer, start: number, pdu: ShortMessage): number {
  let at = putText(bytes, start, pdu.serviceType, fieldBytes.serviceType, 'serviceType');
  at = putByte(bytes, at, pdu.sourceTon, 'sourceTon');
  at = putByte(bytes, at, pdu.sourceNpi, 'sourceNpi');
  at = putText(bytes, at, pdu.source, fieldBytes.source, 'source');
  at = putByte(bytes, at, pdu.destinationTon, 'destinationTon');
  at = putByte(bytes, at, pdu.destinationNpi, 'destinationNpi');
  at = putText(bytes, at, pdu.destination, fieldBytes.destination, 'destination');
  at = putByte(bytes, at, pdu.esmClass, 'esmClass');
  at = putByte(bytes, at, pdu.protocolId, 'protocolId');
  at = putByte(bytes, at, pdu.priority, 'priority');
  at = putText(bytes, at, pdu.scheduleTime, fieldBytes.scheduleTime, 'scheduleTime');
  at = putText(bytes, at, pdu.validityPeriod, fieldBytes.validityPeriod, 'validityPeriod');
  at = putByte(bytes, at, pdu.registeredDelivery, 'registeredDelivery');
  at = putByte(bytes, at, pdu.replaceIfPresent, 'replaceIfPresent');
  at = putByte(bytes, at, pdu.dataCoding, 'dataCoding');
  at = putByte(bytes, at, pdu.defaultMessageId, 'defaultMessageId');
  const length = pdu.shortMessage.length;
  if (length > fieldBytes.shortMessage) {
    throw new EncodeError('shortMessage', `${length} bytes, at most ${fieldBytes.shortMessage}`);
  }
  bytes[at++] = length;
  at += pdu.shortMessage.copy(bytes, at);
  return putTlvs(bytes, at, pdu.tlvs);
}

function putTlvs(bytes: Buffer, start: number, tlvs: readonly Tlv[]): number {
  let at = start;
  for (const { tag, value } of tlvs) {
    if (!(tag >= 0 && tag <= 0xffff)) throw new EncodeError('tlv', `tag ${tag} is not a uint16`);
    at = bytes.writeUInt16BE(tag, at);
    at = bytes.writeUInt16BE(value.length, at);
    at += value.copy(bytes, at);
  }
  return at;
}

function putText(bytes: Buffer, start: number, text: string, limit: number, field: string): number {
  if (text.length >= limit) throw new EncodeError(field, `${text.length} characters, at most ${limit - 1}`);
  let at = start;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0 || code > 0xff) throw new EncodeError(field, 'holds a character outside Latin-1, or NUL');
    bytes[at++] = code;
  }
  bytes[at++] = 0;
  return at;
}

function putByte(bytes: Buffer, at: number, value: number, field: string): number {
  if (!(value >= 0 && value <= 0xff)) throw new EncodeError(field, `${value} is not a byte`);
  bytes[at] = value;
  return at + 1;
}

function putUint32(bytes: Buffer, at: number, value: number, field: string): void {
  if (!(value >= 0 && value <= 0xffffffff)) throw new EncodeError(field, `${value} is not a uint32`);
  bytes.writeUInt32BE(value, at);
}
