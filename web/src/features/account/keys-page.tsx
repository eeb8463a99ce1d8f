import type { ApiKey } from '@parley/contract/api-keys';
import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { api, type Page } from '#lib/api';
import { useCan } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { Button } from '#ui/button';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Table, Th } from '#ui/table';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyRow } from './key-row.tsx';
import { useTexts } from './key-texts.ts';
import { SettingsPageFrame } from './settings-section.tsx';

const key = ['api-keys'];

export function KeysPage() {
  const t = useTexts();
  const can = useCan();
  const [creating, setCreating] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => api.get<Page<ApiKey>>('/api-keys', { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const keys = data?.pages.flatMap((page) => page.data);
  const changed = (): Promise<void> => queryClient.invalidateQueries({ queryKey: key });
  const create = can('api_keys:write') && (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <SettingsPageFrame wide title={t('keys')} actions={keys && keys.length > 0 && create}>
      <p className="py-3 text-text-2">
        {t('hint')}{' '}
        <a href="/api/docs" target="_blank" rel="noreferrer" className="link">
          /api/docs
        </a>
      </p>
      {error ? (
        <ErrorState flush error={error} onRetry={() => void refetch()} />
      ) : !keys ? (
        <SkeletonRows count={4} />
      ) : keys.length === 0 ? (
        <EmptyState flush icon={<KeyRound aria-hidden />} title={t('empty')} action={create}>
          {t('empty_text')}
        </EmptyState>
      ) : (
        <Table>
          <Head />
          <tbody>
            {keys.map((each) => (
              <KeyRow key={each.id} apiKey={each} onRevoked={changed} />
            ))}
          </tbody>
        </Table>
      )}
      {hasNextPage && (
        <Button className="mt-3" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {creating && <CreateKeyDialog onClose={() => setCreating(false)} onCreated={changed} />}
    </SettingsPageFrame>
  );
}

function Head() {
  const t = useTexts();
  return (
    <thead>
      <tr>
        <Th>{t('key_col')}</Th>
        <Th>{t('may_col')}</Th>
        <Th className="hidden md:table-cell">{t('used_col')}</Th>
        <Th className="hidden md:table-cell">{t('expires_col')}</Th>
        <Th right>
          <span className="sr-only">{t('actions_col')}</span>
        </Th>
      </tr>
    </thead>
  );
}
