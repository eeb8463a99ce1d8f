import { commandIds } from '@parley/server/smpp-wire';
import type { MalformedKind } from './submit-plan.ts';

/** Far from the sequences in use. */
const sequence = 0x7ffffff0;

/** A frame that no peer should send. `body` and `unknown_command` leave the stream in step, `length` does not. */
export function malformedBytes(kind: MalformedKind): Buffer {
  switch (kind) {
    case 'body':
      return frame(commandIds.deliver_sm, Buffer.from('no field of this ends', 'latin1'));
    case 'unknown_command':
      return frame(0x00000112, Buffer.from([1, 2, 3, 4]));
    case 'length': {
      const bytes = frame(commandIds.deliver_sm, Buffer.alloc(0));
      bytes.writeUInt32BE(0x7fffffff, 0);
      return bytes;
    }
  }
}

function frame(commandId: number, body: Buffer): Buffer {
  const bytes = Buffer.alloc(16 + body.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(commandId, 4);
  bytes.writeUInt32BE(sequence, 12);
  body.copy(bytes, 16);
  return bytes;
}
