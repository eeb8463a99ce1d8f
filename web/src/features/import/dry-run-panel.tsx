import { Progress, shareOf } from '#ui/bar';
import type { ContactImport } from '@parley/contract/imports';
import { clsx } from 'clsx';
import { useFormat } from '#lib/format';
import { StackedBar } from '#ui/bar';
import { SkeletonRows } from '#ui/states';
import { useTexts } from './texts.ts';
import { busyTaskOf, useTask } from './use-import.ts';

const parts = [
  { key: 'created', text: 'new_people', ground: 'bg-success-solid' },
  { key: 'updated', text: 'updates', ground: 'bg-info-solid' },
  { key: 'duplicates', text: 'duplicates', ground: 'bg-neutral-deep' },
  { key: 'rejected', text: 'rejected', ground: 'bg-danger-solid' },
] as const;

type Counts = Readonly<Record<(typeof parts)[number]['key'] | 'rows' | 'warned', number>>;

/** What the import would do, and the first rows that it would not take. */
export function DryRunPanel({ found }: { found: ContactImport }) {
  const t = useTexts();
  const { dryRun } = found;
  const task = useTask(busyTaskOf(found));
  return (
    <aside aria-label={t('dry_run')} aria-busy={dryRun === null} className="flex flex-col gap-3">
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="font-medium">{t('dry_run')}</h2>
        <span className="text-12 text-text-3">{t('nothing_written')}</span>
      </div>
      {dryRun === null ? (
        task ? (
          <Progress tall share={shareOf(task.done, task.total)} label={t('checking')} />
        ) : (
          <SkeletonRows count={4} height="h-7" />
        )
      ) : (
        <>
          <CountsTable counts={dryRun} />
          {!dryRun.complete && <p className="text-12 text-text-3">{t('incomplete')}</p>}
          <Issues title={t('rejected_rows')} rows={dryRun.errors} />
          <Issues title={t('left_out')} rows={dryRun.warnings} />
          {dryRun.rejected + dryRun.warned === 0 && <p className="text-text-2">{t('no_faults')}</p>}
        </>
      )}
    </aside>
  );
}

/** Counts under one bar; each is a share of all rows. */
export function CountsTable({ counts }: { counts: Counts }) {
  const t = useTexts();
  const format = useFormat();
  const { created, updated, duplicates, rejected } = counts;
  return (
    <div className="flex flex-col gap-3">
      <StackedBar
        small
        label={t('dry_bar', { created, updated, duplicates, rejected })}
        total={counts.rows}
        parts={parts.map(({ key, ground }) => ({ key, value: counts[key], ground }))}
      />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-1.5">
        {parts.map(({ key, text, ground }) => (
          <div key={key} className="contents">
            <dt className="num col-start-1 row-auto text-right text-16 font-semibold">{format.number(counts[key])}</dt>
            <dd className="flex items-center gap-1.5 text-text-2">
              <span aria-hidden className={clsx('size-2 rounded-4', ground)} />
              {t(text)}
            </dd>
          </div>
        ))}
        {counts.warned > 0 && (
          <div className="contents">
            <dt className="num text-right text-16 font-semibold">{format.number(counts.warned)}</dt>
            <dd className="text-text-2">{t('warned')}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

type Rows = NonNullable<ContactImport['dryRun']>['errors'];
const mostShown = 8;

function Issues({ title, rows }: { title: string; rows: Rows }) {
  const format = useFormat();
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="pb-1 font-medium">{title}</h3>
      <ul className="text-12">
        {rows.slice(0, mostShown).map(({ line, reasons }) => {
          const [reason] = reasons;
          return (
            <li
              key={line}
              className="grid grid-cols-[48px_minmax(0,1fr)_minmax(0,1fr)] items-start gap-2 border-b py-1.5"
            >
              <span className="num text-right text-text-3">{format.number(line)}</span>
              <span className="num truncate">{reason?.value}</span>
              <span className="text-text-2">{reasons.at(-1)?.text ?? reason?.text}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
