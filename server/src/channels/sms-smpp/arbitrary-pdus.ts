/** Generators of PDUs for the property tests. */
import fc from 'fast-check';
import { commandIds, fieldBytes, type Pdu, type Tlv } from './wire.ts';

const byte = fc.integer({ min: 0, max: 0xff });
const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const header = { status: uint32, sequence: uint32 };

function text(bytes: number) {
  const character = fc.integer({ min: 1, max: 0xff }).map((code) => String.fromCharCode(code));
  return fc.string({ unit: character, maxLength: bytes - 1 });
}

function octets(maxLength: number) {
  return fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
}

const tlvs: fc.Arbitrary<readonly Tlv[]> = fc.array(
  fc.record({ tag: fc.integer({ min: 0, max: 0xffff }), value: octets(300) }),
  { maxLength: 4 },
);

const knownIds = new Set<number>(Object.values(commandIds));

export const arbitraryShortMessage = fc.record({
  ...header,
  command: fc.constantFrom('submit_sm' as const, 'deliver_sm' as const),
  serviceType: text(fieldBytes.serviceType),
  sourceTon: byte,
  sourceNpi: byte,
  source: text(fieldBytes.source),
  destinationTon: byte,
  destinationNpi: byte,
  destination: text(fieldBytes.destination),
  esmClass: byte,
  protocolId: byte,
  priority: byte,
  scheduleTime: text(fieldBytes.scheduleTime),
  validityPeriod: text(fieldBytes.validityPeriod),
  registeredDelivery: byte,
  replaceIfPresent: byte,
  dataCoding: byte,
  defaultMessageId: byte,
  shortMessage: octets(fieldBytes.shortMessage),
  tlvs,
});

export const arbitraryPdu: fc.Arbitrary<Pdu> = fc.oneof(
  arbitraryShortMessage,
  fc.record({
    ...header,
    command: fc.constantFrom('submit_sm_resp' as const, 'deliver_sm_resp' as const),
    messageId: text(fieldBytes.messageId),
    tlvs,
  }),
  fc.record({
    ...header,
    command: fc.constantFrom('bind_transceiver' as const, 'bind_transmitter' as const, 'bind_receiver' as const),
    systemId: text(fieldBytes.systemId),
    password: text(fieldBytes.password),
    systemType: text(fieldBytes.systemType),
    interfaceVersion: byte,
    addressTon: byte,
    addressNpi: byte,
    addressRange: text(fieldBytes.addressRange),
  }),
  fc.record({
    ...header,
    command: fc.constantFrom(
      'bind_transceiver_resp' as const,
      'bind_transmitter_resp' as const,
      'bind_receiver_resp' as const,
    ),
    systemId: text(fieldBytes.systemId),
    tlvs,
  }),
  fc.record({
    ...header,
    command: fc.constantFrom(
      'enquire_link' as const,
      'enquire_link_resp' as const,
      'unbind' as const,
      'unbind_resp' as const,
      'generic_nack' as const,
    ),
  }),
  fc.record({
    ...header,
    command: fc.constant('unknown' as const),
    commandId: uint32.filter((id) => !knownIds.has(id)),
    body: octets(200),
  }),
);
