import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { useEffect } from 'react';
import { defineTexts } from '#lib/i18n';
import { reportFailure } from '#lib/report-failure';
import { EmptyState, ErrorState, SkeletonRows } from '#ui/states';

const useTexts = defineTexts({
  en: {
    missing: 'There is no such page',
    missing_text: 'The address may be mistyped, or what stood here was removed.',
    home: 'To the first page',
    failed: 'This page has failed',
  },
  ru: {
    missing: 'Такой страницы нет',
    missing_text: 'Возможно, в адресе опечатка или то, что здесь было, удалено.',
    home: 'На первую страницу',
    failed: 'Страница не сработала',
  },
});

export function PagePending() {
  return <SkeletonRows count={8} />;
}

/** The place of the shell while it is on its way. */
export function AppPending() {
  return (
    <div className="flex h-dvh flex-col md:flex-row">
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
  useEffect(() => reportFailure(error), [error]);
  return (
    <ErrorState
      error={error}
      title={t('failed')}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

export function PageMissing() {
  const t = useTexts();
  return (
    <main className="min-h-dvh bg-surface">
      <EmptyState
        icon={<Compass aria-hidden />}
        title={t('missing')}
        action={
          <Link to="/" className="link">
            {t('home')}
          </Link>
        }
      >
        {t('missing_text')}
      </EmptyState>
    </main>
  );
}
