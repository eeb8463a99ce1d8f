export { startSandbox, type Sandbox, type SandboxOptions } from './start-sandbox.ts';
export { measureCeiling, type Ceiling, type CeilingOptions } from './ceiling.ts';
export type { CustomerScriptInput, HandsetMessage, ReplyInput } from './customers.ts';
export type { LedgerSummary } from './control-routes.ts';
export type { EntryKind, Inbound, Ledger, LedgerCounts, LedgerEntry, LedgerMessage, Submit } from './ledger.ts';
export type { FaultReport } from './smsc/faults.ts';
export type { FaultInput } from './smsc/fault-schema.ts';
export type { SmscAccount, SmscOptions } from './smsc/smsc-options.ts';
