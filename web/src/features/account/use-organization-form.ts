import type { AuditEntry } from '@parley/contract/audit';
import type { Organization } from '@parley/contract/organizations';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiError, type Page } from '#lib/api';
import { meQuery, useCan } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { useEvents } from '#lib/realtime';
import { useSubmit, type Submit } from '#lib/use-submit';
import {
  changesOf,
  conflictsOf,
  fields,
  valuesOf,
  withEdit,
  type Edits,
  type Field,
  type Values,
} from './organization-draft.ts';

export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: () => api.getVersioned<Organization>('/organization'),
});

/** Colleagues who are faster so often have a reason. */
const mostTurns = 3;

export interface OrganizationForm {
  readonly known: Values;
  /** As they stand in the form. */
  readonly values: Values;
  readonly write: (field: Field, value: string) => void;
  readonly conflicts: readonly Field[];
  /** Who changed what one has changed, too, as far as it is known. */
  readonly nameOf: (field: Field) => string | null;
  readonly keepMine: (field: Field) => void;
  readonly takeTheirs: (field: Field) => void;
  readonly isChanged: boolean;
  readonly discard: () => void;
  readonly submit: Submit;
}

/** Refreshes what is known when a colleague changes it: what is being written stays, and a conflict is shown. */
export function useOrganizationForm(organization: Organization, onSaved: () => void): OrganizationForm {
  const [edits, setEdits] = useState<Edits>({});
  const known = valuesOf(organization);
  const conflicts = conflictsOf(edits, known);
  const nameOf = useChangers(organization.id, conflicts.length > 0);
  useEvents(['organization.updated'], () => void queryClient.invalidateQueries(organizationQuery));
  const without = (field: Field): void =>
    setEdits((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name !== field)));

  const submit = useSubmit(fields, async () => {
    if (!(await save(edits))) return;
    setEdits({});
    onSaved();
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
  });
  return {
    known,
    values: Object.fromEntries(fields.map((field) => [field, edits[field]?.mine ?? known[field]])) as Values,
    write: (field, value) => {
      submit.clear(field);
      setEdits((before) => withEdit(before, known, field, value));
    },
    conflicts,
    nameOf,
    keepMine: (field) => setEdits((before) => ({ ...before, [field]: { ...before[field]!, base: known[field] } })),
    takeTheirs: without,
    isChanged: Object.keys(changesOf(edits, known)).length > 0 || conflicts.length > 0,
    discard: () => setEdits({}),
    submit,
  };
}

/**
 * Sends what was changed, of the version that is known. When somebody else was faster, theirs is read and the rest is sent
 * again. False when both changed the same: then the person decides.
 */
async function save(edits: Edits): Promise<boolean> {
  for (let turn = 1; ; turn++) {
    const { data, version } = await queryClient.ensureQueryData(organizationQuery);
    const known = valuesOf(data);
    if (conflictsOf(edits, known).length > 0) return false;
    try {
      await api.patch('/organization', changesOf(edits, known), { headers: { 'if-match': version } });
      await queryClient.invalidateQueries(organizationQuery);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'version_changed' || turn === mostTurns) throw error;
      await queryClient.refetchQueries(organizationQuery);
    }
  }
}

/** The names of whoever changed each setting last. */
function useChangers(organizationId: string, enabled: boolean): (field: Field) => string | null {
  const can = useCan();
  const { data } = useQuery({
    queryKey: ['organization', 'changes'],
    queryFn: () =>
      api.get<Page<AuditEntry>>('/audit', {
        query: { subjectKind: 'organization', subjectId: organizationId, limit: 20 },
      }),
    enabled: enabled && can('audit:read'),
    staleTime: 0,
  });
  return (field) => data?.data.find(({ after }) => after && field in after)?.actor.name ?? null;
}
