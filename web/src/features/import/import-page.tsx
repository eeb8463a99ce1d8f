import { Link } from '@tanstack/react-router';
import { FileX } from 'lucide-react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { Page, PageBody, PageHeader } from '#ui/page';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';
import { ColumnsStep } from './columns-step.tsx';
import { PeopleStep } from './people-step.tsx';
import { RunStep } from './run-step.tsx';
import { Stepper, type Step } from './stepper.tsx';
import { useTexts } from './texts.ts';
import { useDryRun, useImport } from './use-import.ts';
import type { ContactImport } from '@parley/contract/imports';

/** One import: the steps before it is started, then how it goes and what has come of it. */
export function ImportPage({ id, step: wanted }: { id: string; step: Step | undefined }) {
  const t = useTexts();
  const { data: found, error, refetch } = useImport(id);
  if (error instanceof ApiError && error.status === 404)
    return (
      <EmptyState
        icon={<FileX aria-hidden />}
        title={t('missing')}
        action={
          <Link to="/contacts/imports" className="link">
            {t('earlier')}
          </Link>
        }
      />
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!found) return <SkeletonRows count={8} />;
  return <ImportSteps found={found} step={found.state === 'uploaded' ? (wanted ?? 'columns') : 'run'} />;
}

function ImportSteps({ found, step }: { found: ContactImport; step: Step }) {
  const t = useTexts();
  const format = useFormat();
  const { error } = useDryRun(found);
  const { id, dryRun, counts, estimatedRows, fileName, sizeBytes } = found;
  const known = counts.rows > 0 && found.state !== 'running' ? counts.rows : dryRun?.rows;
  const rows = known ? t('rows', { count: known }) : t('about_rows', { count: estimatedRows });
  return (
    <Page>
      <PageHeader
        title={t('title')}
        meta={[fileName, format.bytes(sizeBytes), rows].join(', ')}
        crumbs={[
          { label: t('people'), link: { to: '/contacts' } },
          { label: t('imports'), link: { to: '/contacts/imports' } },
        ]}
        actions={<Stepper current={step} importId={found.state === 'uploaded' ? id : null} />}
      />
      <PageBody className="p-4">
        {step === 'people' ? (
          <PeopleStep found={found} />
        ) : step === 'run' ? (
          <RunStep found={found} />
        ) : (
          <ColumnsStep found={found} refusal={error} />
        )}
      </PageBody>
    </Page>
  );
}
