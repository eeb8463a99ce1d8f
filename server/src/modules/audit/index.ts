export { recordAudit, type AuditFacts } from './record-audit.ts';
export { routes } from './routes.ts';
export { sealAuditEntries } from './seal-audit-entries.ts';
export { startAuditSealer } from './start-audit-sealer.ts';
