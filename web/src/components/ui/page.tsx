import { clsx } from 'clsx';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTopBar } from '#lib/top-bar';
import { useUiTexts } from '#lib/ui-texts';

export interface Crumb {
  readonly label: string;
  readonly link: LinkProps;
}

/** Where am I (title and way), what can I do here (actions); on a narrow window in the shell's bar. Sets the browser's title. */
export function PageHeader({
  title,
  meta,
  badge,
  lead,
  crumbs = [],
  actions,
}: {
  title: string;
  /** Beside the title: a count, a state in words. */
  meta?: ReactNode;
  badge?: ReactNode;
  /** Before the title: a face. */
  lead?: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
}) {
  const t = useUiTexts();
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  const bar = useTopBar();
  const content = (
    <>
      <div className="min-w-0 flex-1 basis-40 md:basis-48">
        {crumbs.length > 0 && (
          <nav aria-label={t('breadcrumbs')} className="flex items-center gap-1 text-12 text-text-3">
            {crumbs.map((crumb, index) => (
              <span key={crumb.label} className="inline-flex items-center gap-1">
                {index > 0 && <ChevronRight aria-hidden className="size-3!" />}
                <Link {...crumb.link} className="inline-flex min-h-6 items-center hover:text-text hover:underline">
                  {crumb.label}
                </Link>
              </span>
            ))}
          </nav>
        )}
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          {lead}
          <h1
            className={clsx(
              'min-w-0 font-semibold',
              bar === null ? 'truncate' : 'line-clamp-3 leading-tight break-words',
              crumbs.length > 0 && bar === null ? 'text-20 tracking-[-0.012em]' : 'text-16',
            )}
          >
            {title}
          </h1>
          {badge}
          {meta && <span className="num text-13 text-text-3">{meta}</span>}
        </div>
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </>
  );
  return (
    <BarHeader
      inBar="min-h-12 flex-wrap gap-x-3 gap-y-2 py-2 pr-2"
      beside="min-h-12 flex-wrap gap-x-3 gap-y-2 border-b px-4 py-2"
    >
      {content}
    </BarHeader>
  );
}

/** Where a page or a part of it begins: on a narrow window in the shell's bar, so that there is one; else where it stands. */
export function BarHeader({ inBar, beside, children }: { inBar: string; beside: string; children: ReactNode }) {
  const bar = useTopBar();
  if (bar === null) return <header className={clsx('flex shrink-0 items-center', beside)}>{children}</header>;
  return createPortal(<header className={clsx('flex items-center', inBar)}>{children}</header>, bar);
}

/** A page fills the shell; what is long scrolls inside of it. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('flex h-full min-h-0 min-w-0 flex-col', className)}>{children}</div>;
}

export function PageBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx('min-h-0 flex-1 overflow-y-auto', className)}>{children}</div>;
}
