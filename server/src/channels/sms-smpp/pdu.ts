import { commandIds, isResponseId, responseIdOf } from './command.ts';
import { commandStatus } from './command-status.ts';
import { noTlvs, type Tlv } from './tlv.ts';

/** Every PDU, decoded or to be encoded. `status` is 0 in requests; `sequence` is a uint32, from 1 to 0x7FFFFFFF in use. */
interface Header {
  readonly status: number;
  readonly sequence: number;
}

export interface Bind extends Header {
  readonly command: 'bind_transceiver' | 'bind_transmitter' | 'bind_receiver';
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** 0x34 for SMPP 3.4. */
  readonly interfaceVersion: number;
  readonly addressTon: number;
  readonly addressNpi: number;
  readonly addressRange: string;
}

export interface BindResponse extends Header {
  readonly command: 'bind_transceiver_resp' | 'bind_transmitter_resp' | 'bind_receiver_resp';
  readonly systemId: string;
  readonly tlvs: readonly Tlv[];
}

/** Flat on purpose: one object per PDU is the whole cost of decoding it. */
export interface ShortMessage extends Header {
  readonly command: 'submit_sm' | 'deliver_sm';
  readonly serviceType: string;
  readonly sourceTon: number;
  readonly sourceNpi: number;
  readonly source: string;
  readonly destinationTon: number;
  readonly destinationNpi: number;
  readonly destination: string;
  readonly esmClass: number;
  readonly protocolId: number;
  readonly priority: number;
  readonly scheduleTime: string;
  readonly validityPeriod: string;
  readonly registeredDelivery: number;
  readonly replaceIfPresent: number;
  readonly dataCoding: number;
  readonly defaultMessageId: number;
  /** On a decoded PDU a view of the received chunk: copy it to keep it. */
  readonly shortMessage: Buffer;
  readonly tlvs: readonly Tlv[];
}

/** `messageId` is empty where the peer sent no body. */
export interface ShortMessageResponse extends Header {
  readonly command: 'submit_sm_resp' | 'deliver_sm_resp';
  readonly messageId: string;
  readonly tlvs: readonly Tlv[];
}

export interface BarePdu extends Header {
  readonly command: 'enquire_link' | 'enquire_link_resp' | 'unbind' | 'unbind_resp' | 'generic_nack';
}

/** A command we do not speak, kept raw. */
export interface UnknownPdu extends Header {
  readonly command: 'unknown';
  readonly commandId: number;
  readonly body: Buffer;
}

export type Pdu = Bind | BindResponse | ShortMessage | ShortMessageResponse | BarePdu | UnknownPdu;

/** A well-framed PDU whose body makes no sense: answer it with `refusal` and go on, the stream is still in step. */
export interface MalformedPdu extends Header {
  readonly command: 'malformed';
  readonly commandId: number;
  readonly field: string;
  /** The `command_status` to answer with. */
  readonly refusal: number;
}

const emptyMessage = Buffer.alloc(0);

/** A submit_sm or deliver_sm with every field not given at its neutral value. */
export function shortMessage(
  command: ShortMessage['command'],
  sequence: number,
  fields: Partial<Omit<ShortMessage, 'command' | 'sequence'>>,
): ShortMessage {
  return {
    command,
    status: 0,
    sequence,
    serviceType: fields.serviceType ?? '',
    sourceTon: fields.sourceTon ?? 0,
    sourceNpi: fields.sourceNpi ?? 0,
    source: fields.source ?? '',
    destinationTon: fields.destinationTon ?? 0,
    destinationNpi: fields.destinationNpi ?? 0,
    destination: fields.destination ?? '',
    esmClass: fields.esmClass ?? 0,
    protocolId: fields.protocolId ?? 0,
    priority: fields.priority ?? 0,
    scheduleTime: fields.scheduleTime ?? '',
    validityPeriod: fields.validityPeriod ?? '',
    registeredDelivery: fields.registeredDelivery ?? 0,
    replaceIfPresent: fields.replaceIfPresent ?? 0,
    dataCoding: fields.dataCoding ?? 0,
    defaultMessageId: fields.defaultMessageId ?? 0,
    shortMessage: fields.shortMessage ?? emptyMessage,
    tlvs: fields.tlvs ?? noTlvs,
  };
}

/** What a PDU we cannot serve is answered with; null for a response, which is never answered. */
export function refusalOf(pdu: UnknownPdu | MalformedPdu): Pdu | null {
  if (isResponseId(pdu.commandId)) return null;
  const status = pdu.command === 'malformed' ? pdu.refusal : commandStatus.invalidCommandId;
  const { sequence } = pdu;
  switch (pdu.commandId) {
    case commandIds.submit_sm:
      return { command: 'submit_sm_resp', status, sequence, messageId: '', tlvs: noTlvs };
    case commandIds.deliver_sm:
      return { command: 'deliver_sm_resp', status, sequence, messageId: '', tlvs: noTlvs };
    case commandIds.bind_transceiver:
    case commandIds.bind_transmitter:
    case commandIds.bind_receiver:
      return { command: 'unknown', commandId: responseIdOf(pdu.commandId), status, sequence, body: emptyMessage };
    default:
      return { command: 'generic_nack', status, sequence };
  }
}
