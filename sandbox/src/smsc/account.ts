import { Outbox } from './outbox.ts';
import type { Session } from './session.ts';

/** Who may bind, and what waits for them. */
export class Account {
  readonly systemId: string;
  readonly outbox = new Outbox();
  readonly sessions = new Set<Session>();
  password: string;
  /** Its binds are refused. */
  revoked = false;

  constructor(systemId: string, password: string) {
    this.systemId = systemId;
    this.password = password;
  }
}
