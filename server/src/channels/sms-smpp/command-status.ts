/** `command_status` of SMPP 3.4; values from 0x400 belong to vendors and have no name here. */
export const commandStatus = {
  ok: 0x000,
  invalidMessageLength: 0x001,
  invalidCommandLength: 0x002,
  invalidCommandId: 0x003,
  invalidBindStatus: 0x004,
  alreadyBound: 0x005,
  invalidPriority: 0x006,
  invalidRegisteredDelivery: 0x007,
  systemError: 0x008,
  invalidSource: 0x00a,
  invalidDestination: 0x00b,
  invalidMessageId: 0x00c,
  bindFailed: 0x00d,
  invalidPassword: 0x00e,
  invalidSystemId: 0x00f,
  cancelFailed: 0x011,
  replaceFailed: 0x013,
  messageQueueFull: 0x014,
  invalidServiceType: 0x015,
  invalidDestinationCount: 0x033,
  invalidDistributionList: 0x034,
  invalidDestinationFlag: 0x040,
  invalidSubmitWithReplace: 0x042,
  invalidEsmClass: 0x043,
  submitToListFailed: 0x044,
  submitFailed: 0x045,
  invalidSourceTon: 0x048,
  invalidSourceNpi: 0x049,
  invalidDestinationTon: 0x050,
  invalidDestinationNpi: 0x051,
  invalidSystemType: 0x053,
  invalidReplaceFlag: 0x054,
  invalidMessageCount: 0x055,
  throttled: 0x058,
  invalidScheduleTime: 0x061,
  invalidValidityPeriod: 0x062,
  invalidDefaultMessageId: 0x063,
  receiverTemporaryError: 0x064,
  receiverPermanentError: 0x065,
  receiverRejected: 0x066,
  queryFailed: 0x067,
  invalidTlvStream: 0x0c0,
  tlvNotAllowed: 0x0c1,
  invalidTlvLength: 0x0c2,
  tlvMissing: 0x0c3,
  invalidTlvValue: 0x0c4,
  deliveryFailure: 0x0fe,
  unknownError: 0x0ff,
  invalidDataCoding: 0x104,
} as const;

const names = new Map<number, string>(Object.entries(commandStatus).map(([name, code]) => [code, name]));

/** `0x58 throttled`, as written to logs and shown to people. */
export function statusText(status: number): string {
  const name = names.get(status);
  const code = `0x${status.toString(16).padStart(2, '0')}`;
  return name ? `${code} ${name}` : code;
}
