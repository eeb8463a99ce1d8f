import type { ImportRejection } from '@parley/contract/imports';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, type Page } from '#lib/api';
import { useFormat } from '#lib/format';
import { Button } from '#ui/button';
import { ErrorState, SkeletonRows } from '#ui/states';
import { Table, Td, Th } from '#ui/table';
import { useTexts } from './texts.ts';

/** The rows that were not imported, each with the reason. */
export function RejectedRows({ importId }: { importId: string }) {
  const t = useTexts();
  const format = useFormat();
  const query = useInfiniteQuery({
    queryKey: ['imports', importId, 'rejections'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ImportRejection>>(`/imports/${importId}/rejections`, {
        query: { cursor: pageParam, limit: 20 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (query.isPending) return <SkeletonRows count={4} />;
  if (query.isError) return <ErrorState flush error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data.pages.flatMap(({ data }) => data);
  return (
    <section aria-label={t('rejected_rows')} className="min-w-0">
      <h3 className="pb-1 font-medium">{t('rejected_rows')}</h3>
      <Table>
        <thead>
          <tr>
            <Th right>{t('row')}</Th>
            <Th className="w-2/5">{t('value')}</Th>
            <Th>{t('reason')}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, cells, reasons }) => (
            <tr key={line}>
              <Td right className="num w-16 text-text-3">
                {format.number(line)}
              </Td>
              <Td className="max-w-0 truncate">{cells.filter(Boolean).join(' · ')}</Td>
              <Td className="text-text-2">{[...new Set(reasons.map(({ text }) => text))].join(' ')}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {query.hasNextPage && (
        <Button
          size="small"
          className="mt-2"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  );
}
