/** Command ids of SMPP 3.4. A response is its request's id with the highest bit set. */
export const commandIds = {
  bind_receiver: 0x00000001,
  bind_transmitter: 0x00000002,
  submit_sm: 0x00000004,
  deliver_sm: 0x00000005,
  unbind: 0x00000006,
  bind_transceiver: 0x00000009,
  enquire_link: 0x00000015,
  generic_nack: 0x80000000,
  bind_receiver_resp: 0x80000001,
  bind_transmitter_resp: 0x80000002,
  submit_sm_resp: 0x80000004,
  deliver_sm_resp: 0x80000005,
  unbind_resp: 0x80000006,
  bind_transceiver_resp: 0x80000009,
  enquire_link_resp: 0x80000015,
} as const;

const responseBit = 0x80000000;

export function isResponseId(commandId: number): boolean {
  return commandId >= responseBit;
}

/** The id a request is answered with. */
export function responseIdOf(commandId: number): number {
  return (commandId | responseBit) >>> 0;
}
