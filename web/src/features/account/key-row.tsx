import type { ApiKey } from '@parley/contract/api-keys';
import { useMutation } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useCan } from '#lib/me';
import { toast } from '#lib/toasts';
import { Badge } from '#ui/badge';
import { Button } from '#ui/button';
import { Confirm } from '#ui/confirm';
import { Td } from '#ui/table';
import { Tooltip } from '#ui/tooltip';
import { useTexts } from './key-texts.ts';

export function KeyRow({ apiKey, onRevoked }: { apiKey: ApiKey; onRevoked: () => Promise<void> }) {
  const t = useTexts();
  const format = useFormat();
  const { name, start, permissions, createdBy, createdAt, usedAt, expiresAt, revokedAt } = apiKey;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  const isDead = revokedAt !== null || isOver;
  return (
    <tr className={isDead ? 'text-text-3' : undefined}>
      <Td className="h-12 compact:h-10">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{name}</span>
          <code className="num text-12 text-text-3">{start}…</code>
        </span>
        <span className="block text-12 text-text-3">
          {t('by', { name: createdBy.name, when: format.date(createdAt) })}
        </span>
      </Td>
      <Td>
        <Tooltip text={permissions.join(', ')}>
          <span tabIndex={0}>{t('permissions', { count: permissions.length })}</span>
        </Tooltip>
      </Td>
      <Td className="hidden whitespace-nowrap md:table-cell">{usedAt ? format.relative(usedAt) : t('never_used')}</Td>
      <Td className="hidden whitespace-nowrap md:table-cell">
        {expiresAt ? format.date(expiresAt) : t('never_expires')}
      </Td>
      <Td right>
        {isDead ? (
          <Badge icon={<Ban aria-hidden />}>{revokedAt ? t('revoked') : t('expired')}</Badge>
        ) : (
          <Revoke apiKey={apiKey} onRevoked={onRevoked} />
        )}
      </Td>
    </tr>
  );
}

function Revoke({ apiKey: { id, name }, onRevoked }: { apiKey: ApiKey; onRevoked: () => Promise<void> }) {
  const t = useTexts();
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => api.delete(`/api-keys/${id}`),
    onSuccess: async () => {
      toast(t('revoked_toast', { name }));
      await onRevoked();
    },
    onError: (error) => error instanceof ApiError && toast(error.message, { tone: 'danger' }),
    onSettled: () => setAsking(false),
  });
  if (!can('api_keys:write')) return null;
  return (
    <>
      <Button size="small" aria-label={t('revoke_of', { name })} onClick={() => setAsking(true)}>
        {t('revoke')}
      </Button>
      <Confirm
        open={asking}
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => revoke.mutate()}
        busy={revoke.isPending}
        title={t('revoke_title', { name })}
        action={t('revoke')}
      >
        {t('revoke_text')}
      </Confirm>
    </>
  );
}
