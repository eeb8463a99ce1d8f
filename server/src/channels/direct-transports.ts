import { createOutbound } from '#platform/outbound-http';
import type { ChannelTransports } from './channel.ts';

/** Transports for tests and the sandbox: the product's own, with every address allowed. */
export const directTransports: ChannelTransports = createOutbound(['0.0.0.0/0', '::/0']);
