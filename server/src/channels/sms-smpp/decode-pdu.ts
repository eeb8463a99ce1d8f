import { commandIds } from './command.ts';
import { commandStatus } from './command-status.ts';
import { headerBytes } from './encode-pdu.ts';
import type { BarePdu, Bind, BindResponse, MalformedPdu, Pdu, ShortMessage, ShortMessageResponse } from './pdu.ts';
import { noTlvs, type Tlv } from './tlv.ts';

/**
 * Decodes the one frame that fills `bytes` from `start` to `end`. Field lengths of the specification are not enforced on
 * what peers send (many exceed them), only that each field lies within its frame. Never throws.
 */
export function decodePdu(bytes: Buffer, start: number, end: number): Pdu | MalformedPdu {
  const commandId = bytes.readUInt32BE(start + 4);
  const status = bytes.readUInt32BE(start + 8);
  const sequence = bytes.readUInt32BE(start + 12);
  const body = new Body(bytes, start + headerBytes, end);
  try {
    return decodeBody(commandId, status, sequence, body);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { command: 'malformed', status, sequence, commandId, field: error.field, refusal: error.refusal };
  }
}

function decodeBody(commandId: number, status: number, sequence: number, body: Body): Pdu {
  switch (commandId) {
    case commandIds.submit_sm:
      return shortMessage('submit_sm', status, sequence, body);
    case commandIds.deliver_sm:
      return shortMessage('deliver_sm', status, sequence, body);
    case commandIds.submit_sm_resp:
      return shortMessageResponse('submit_sm_resp', status, sequence, body);
    case commandIds.deliver_sm_resp:
      return shortMessageResponse('deliver_sm_resp', status, sequence, body);
    case commandIds.enquire_link:
      return bare('enquire_link', status, sequence);
    case commandIds.enquire_link_resp:
      return bare('enquire_link_resp', status, sequence);
    case commandIds.unbind:
      return bare('unbind', status, sequence);
    case commandIds.unbind_resp:
      return bare('unbind_resp', status, sequence);
    case commandIds.generic_nack:
      return bare('generic_nack', status, sequence);
    case commandIds.bind_transceiver:
      return bind('bind_transceiver', status, sequence, body);
    case commandIds.bind_transmitter:
      return bind('bind_transmitter', status, sequence, body);
    case commandIds.bind_receiver:
      return bind('bind_receiver', status, sequence, body);
    case commandIds.bind_transceiver_resp:
      return bindResponse('bind_transceiver_resp', status, sequence, body);
    case commandIds.bind_transmitter_resp:
      return bindResponse('bind_transmitter_resp', status, sequence, body);
    case commandIds.bind_receiver_resp:
      return bindResponse('bind_receiver_resp', status, sequence, body);
    default:
      return { command: 'unknown', status, sequence, commandId, body: body.rest() };
  }
}

function bare(command: BarePdu['command'], status: number, sequence: number): BarePdu {
  return { command, status, sequence };
}

function bind(command: Bind['command'], status: number, sequence: number, body: Body): Bind {
  return {
    command,
    status,
    sequence,
    systemId: body.text('systemId', commandStatus.invalidSystemId),
    password: body.text('password', commandStatus.invalidPassword),
    systemType: body.text('systemType', commandStatus.invalidSystemType),
    interfaceVersion: body.byte('interfaceVersion'),
    addressTon: body.byte('addressTon'),
    addressNpi: body.byte('addressNpi'),
    addressRange: body.text('addressRange', commandStatus.invalidCommandLength),
  };
}

function bindResponse(command: BindResponse['command'], status: number, sequence: number, body: Body): BindResponse {
  return { command, status, sequence, systemId: body.lastText(), tlvs: body.tlvs() };
}

function shortMessage(command: ShortMessage['command'], status: number, sequence: number, body: Body): ShortMessage {
  return {
    command,
    status,
    sequence,
    serviceType: body.text('serviceType', commandStatus.invalidServiceType),
    sourceTon: body.byte('sourceTon'),
    sourceNpi: body.byte('sourceNpi'),
    source: body.text('source', commandStatus.invalidSource),
    destinationTon: body.byte('destinationTon'),
    destinationNpi: body.byte('destinationNpi'),
    destination: body.text('destination', commandStatus.invalidDestination),
    esmClass: body.byte('esmClass'),
    protocolId: body.byte('protocolId'),
    priority: body.byte('priority'),
    scheduleTime: body.text('scheduleTime', commandStatus.invalidScheduleTime),
    validityPeriod: body.text('validityPeriod', commandStatus.invalidValidityPeriod),
    registeredDelivery: body.byte('registeredDelivery'),
    replaceIfPresent: body.byte('replaceIfPresent'),
    dataCoding: body.byte('dataCoding'),
    defaultMessageId: body.byte('defaultMessageId'),
    shortMessage: body.countedBytes('shortMessage', commandStatus.invalidMessageLength),
    tlvs: body.tlvs(),
  };
}

function shortMessageResponse(
  command: ShortMessageResponse['command'],
  status: number,
  sequence: number,
  body: Body,
): ShortMessageResponse {
  return { command, status, sequence, messageId: body.lastText(), tlvs: body.tlvs() };
}

class BodyError extends Error {
  readonly field: string;
  readonly refusal: number;

  constructor(field: string, refusal: number) {
    super(field);
    this.field = field;
    this.refusal = refusal;
  }
}

/** Reads the fields of one body in their order. */
class Body {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  byte(field: string): number {
    if (this.#at >= this.#end) throw new BodyError(field, commandStatus.invalidCommandLength);
    return this.#bytes[this.#at++] as number;
  }

  text(field: string, refusal: number): string {
    const terminator = this.#terminator();
    if (terminator === this.#end) throw new BodyError(field, refusal);
    return this.#textUpTo(terminator);
  }

  /** The text of a response: the whole body may be missing, and some peers leave out the terminator. */
  lastText(): string {
    return this.#textUpTo(this.#terminator());
  }

  countedBytes(field: string, refusal: number): Buffer {
    const from = this.#at + 1;
    const to = from + this.byte(field);
    if (to > this.#end) throw new BodyError(field, refusal);
    this.#at = to;
    return this.#bytes.subarray(from, to);
  }

  tlvs(): readonly Tlv[] {
    if (this.#at >= this.#end) return noTlvs;
    const tlvs: Tlv[] = [];
    while (this.#at < this.#end) {
      const from = this.#at + 4;
      if (from > this.#end) throw new BodyError('tlvs', commandStatus.invalidTlvStream);
      const to = from + this.#bytes.readUInt16BE(this.#at + 2);
      if (to > this.#end) throw new BodyError('tlvs', commandStatus.invalidTlvStream);
      tlvs.push({ tag: this.#bytes.readUInt16BE(this.#at), value: this.#bytes.subarray(from, to) });
      this.#at = to;
    }
    return tlvs;
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at, this.#end);
  }

  #terminator(): number {
    let at = this.#at;
    while (at < this.#end && this.#bytes[at] !== 0) at++;
    return at;
  }

  #textUpTo(terminator: number): string {
    const from = this.#at;
    this.#at = Math.min(terminator + 1, this.#end);
    return from === terminator ? '' : this.#bytes.toString('latin1', from, terminator);
  }
}
