/**
 * SMPP 3.4 on the wire, without a session: PDUs as plain objects, to bytes and back.
 *
 * A peer reads with `new FrameReader(onPdu).read(chunk)` and writes with `encodePdu` or, joining the PDUs of one tick into
 * one buffer, with `PduWriter`. `FrameReader` throws FrameError when the stream is beyond use (close it) and yields a
 * `malformed` PDU when only one body is (answer it with `refusalOf` and go on).
 */
export { commandIds, responseIdOf } from './command.ts';
export { commandStatus, statusText } from './command-status.ts';
export { EncodeError, encodePdu, fieldBytes, headerBytes, maxFrameBytes, PduWriter } from './encode-pdu.ts';
export { FrameError, FrameReader } from './frame-reader.ts';
export { refusalOf, shortMessage } from './pdu.ts';
export type {
  BarePdu,
  Bind,
  BindResponse,
  MalformedPdu,
  Pdu,
  ShortMessage,
  ShortMessageResponse,
  UnknownPdu,
} from './pdu.ts';
export { findTlv, noTlvs, numberTlv, textTlv, tlvNumber, tlvTags, tlvText, type Tlv } from './tlv.ts';
