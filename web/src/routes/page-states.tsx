import { Link, useMatches, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { RotateCw, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { defineTexts } from '#lib/i18n';
import { PartMissing } from '#lib/load-part';
import { queryClient } from '#lib/query-client';
import { useConnection } from '#lib/realtime';
import { reportFailure } from '#lib/report-failure';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from '#ui/button';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';

const useTexts = defineTexts({
  en: {
    missing: 'There is no such page',
    missing_text: 'The address may be mistyped, or what stood here was removed.',
    home: 'To the first page',
    failed: 'This page has failed',
    part_missing: 'This page did not load',
    part_missing_text: 'Parley may have been upgraded since this window was opened. Load it anew: drafts are kept.',
    part_offline: 'No connection',
    part_offline_text:
      'This page has not been opened in this window yet. It can be loaded once the connection is back.',
  },
  ru: {
    missing: 'Такой страницы нет',
    missing_text: 'Возможно, в адресе опечатка или то, что здесь было, удалено.',
    home: 'На первую страницу',
    failed: 'Страница не сработала',
    part_missing: 'Страница не загрузилась',
    part_missing_text:
      'Возможно, Parley обновили, пока это окно было открыто. Загрузите его заново: черновики сохранены.',
    part_offline: 'Нет связи',
    part_offline_text: 'В этом окне страница ещё не открывалась. Её можно загрузить, когда связь вернётся.',
  },
});

export function PagePending() {
  return <SkeletonRows count={8} />;
}

/** The place of the shell while it is on its way. */
export function AppPending() {
  return (
    <div className="safe-frame flex h-dvh flex-col md:flex-row">
      <div className="h-12 shrink-0 md:h-full md:w-14 lg:w-55" />
      <div className="flex-1 bg-surface md:border-l">
        <SkeletonRows count={8} />
      </div>
    </div>
  );
}

/** A part that crashes offers to try again and tells the server what happened. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const t = useTexts();
  const router = useRouter();
  const place = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '' });
  const [requestId, setRequestId] = useState<string | null>(null);
  useEffect(() => {
    if (!(error instanceof PartMissing)) void reportFailure(error, place).then(setRequestId);
  }, [error, place]);
  if (error instanceof PartMissing) return <PartFailed />;
  return (
    <ErrorState
      error={error}
      requestId={requestId}
      title={t('failed')}
      onRetry={() => {
        // What was read for this page may be what it failed on.
        queryClient.removeQueries({ type: 'inactive', predicate: ({ queryKey }) => queryKey[0] !== 'me' });
        reset();
        void router.invalidate();
      }}
    />
  );
}

/** Only a page that is loaded anew asks for the files of a newer version. */
function PartFailed() {
  const t = useTexts();
  const ui = useUiTexts();
  const isOffline = useConnection() === 'offline';
  return (
    <div role="alert">
      <EmptyState
        icon={isOffline ? <WifiOff aria-hidden /> : <RotateCw aria-hidden />}
        title={isOffline ? t('part_offline') : t('part_missing')}
        action={
          <Button
            icon={<RotateCw aria-hidden />}
            disabledReason={isOffline ? t('part_offline') : null}
            onClick={() => location.reload()}
          >
            {ui('load_anew')}
          </Button>
        }
      >
        {isOffline ? t('part_offline_text') : t('part_missing_text')}
      </EmptyState>
    </div>
  );
}

export function PageMissing() {
  const t = useTexts();
  return (
    <main className="mx-auto min-h-dvh max-w-[408px] px-4 py-8 md:py-[14dvh]">
      <p className="mb-6 flex items-center gap-2 text-14 font-semibold">
        <img src="/icon.svg" alt="" className="size-5" />
        Parley
      </p>
      <h1 className="text-20 font-semibold tracking-[-0.012em]">{t('missing')}</h1>
      <p className="mt-1 text-14 leading-msg text-text-2">{t('missing_text')}</p>
      <Link
        to="/"
        className="mt-6 inline-flex h-8 items-center rounded-6 bg-accent px-3 font-medium text-on-accent hover:bg-accent-hover"
      >
        {t('home')}
      </Link>
    </main>
  );
}
