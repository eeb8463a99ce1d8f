/** As much of npm `smpp` 0.5.1 as the tests use. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  export interface NpmPdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly [field: string]: unknown;
    response(fields?: Record<string, unknown>): NpmPdu;
  }

  export interface NpmSession extends EventEmitter {
    readonly socket: Socket;
    send(pdu: NpmPdu, onResponse?: (response: NpmPdu) => void): boolean;
    destroy(): void;
  }

  export const PDU: new (command: string, fields: Record<string, unknown>) => NpmPdu;
  export function connect(options: { host: string; port: number }): NpmSession;
}
