import type { ContactImport, ImportState } from '@parley/contract/imports';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, type Page as ApiPage } from '#lib/api';
import { useFormat } from '#lib/format';
import { Badge, type Tone } from '#ui/badge';
import { Button } from '#ui/button';
import { Page, PageBody, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { useTexts } from './texts.ts';

const tones: Readonly<Record<ImportState, Tone>> = {
  uploaded: 'neutral',
  running: 'info',
  completed: 'success',
  failed: 'danger',
  cancelled: 'warning',
  undoing: 'info',
  undone: 'neutral',
};

/** Every file that was brought in, and those that were not finished. `tabs`: the pages about people. */
export function ImportsPage({ tabs }: { tabs: ReactNode }) {
  const t = useTexts();
  const query = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    queryFn: ({ pageParam, signal }) =>
      api.get<ApiPage<ContactImport>>('/imports', { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const imports = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const create = (
    <Link
      to="/contacts/import"
      className="inline-flex h-8 items-center gap-2 rounded-6 bg-accent px-3 font-medium text-on-accent hover:bg-accent-hover"
    >
      <FileInput aria-hidden />
      {t('new_import')}
    </Link>
  );
  return (
    <Page>
      <PageHeader title={t('people')} actions={create} />
      {tabs}
      <PageBody className="px-4 pb-6">
        {query.isPending && <SkeletonRows count={6} />}
        {query.isError && <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && imports.length === 0 && (
          <EmptyState flush icon={<FileInput aria-hidden />} title={t('list_empty')}>
            {t('list_empty_text')}
          </EmptyState>
        )}
        {imports.length > 0 && <ImportTable imports={imports} />}
        {query.hasNextPage && (
          <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </PageBody>
    </Page>
  );
}

function ImportTable({ imports }: { imports: readonly ContactImport[] }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('file')}</Th>
          <Th>{t('state')}</Th>
          <Th right>{t('imported')}</Th>
          <Th right className="hidden md:table-cell">
            {t('rejected_column')}
          </Th>
          <Th right>{t('when')}</Th>
        </tr>
      </thead>
      <tbody>
        {imports.map(({ id, fileName, state, counts, createdAt }) => (
          <tr key={id} className="hover:bg-hover">
            <Td className="h-10! w-full max-w-0 truncate font-medium md:w-2/5">
              <Link to="/contacts/imports/$id" params={{ id }} className="hover:underline">
                {fileName}
              </Link>
            </Td>
            <Td>
              <Badge tone={tones[state]}>{t(`state_${state}`)}</Badge>
            </Td>
            <Td right className="num">
              {state === 'uploaded' ? '—' : format.number(counts.imported)}
            </Td>
            <Td right className="num hidden md:table-cell">
              {state === 'uploaded' ? '—' : format.number(counts.rejected)}
            </Td>
            <Td right className="whitespace-nowrap">
              {format.when(createdAt)}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
