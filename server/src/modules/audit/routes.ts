import { auditChain, auditPage, listAuditQuery } from '@parley/contract/audit';
import { routesOf } from '#platform/http/route';
import { listAuditEntries } from './list-audit-entries.ts';
import { verifyAuditChain } from './verify-audit-chain.ts';

const { get, list } = routesOf('audit');

get(
  '/audit',
  {
    summary: 'List what was done, newest first',
    permission: 'audit:read',
    query: listAuditQuery,
    response: auditPage,
    errors: ['cursor_invalid'],
  },
  listAuditEntries,
);
get(
  '/audit/chain',
  {
    summary: 'Check that no entry was changed or taken away',
    permission: 'audit:read',
    response: auditChain,
    perMinute: 6,
  },
  verifyAuditChain,
);

export const routes = list;
