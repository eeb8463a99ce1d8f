import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ChannelTransports } from './channel.ts';

/** Transports for tests and the sandbox: straight to the address, without the guard that refuses our own machine. */
export const directTransports: ChannelTransports = {
  connect: ({ host, port, tls, serverName, ca }) =>
    new Promise((resolve, reject) => {
      const name = serverName ?? host;
      const naming = isIP(name) ? {} : { servername: name };
      const opened = (): void => {
        socket.off('error', reject);
        resolve(socket);
      };
      const socket: Socket = tls
        ? connectTls({ host, port, ...naming, ...(ca === undefined ? {} : { ca }) }, opened)
        : connectTcp({ host, port }, opened);
      socket.once('error', reject);
    }),
};
