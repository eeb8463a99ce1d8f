import { clsx } from 'clsx';
import { CircleAlert, FileX, Lock, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '#lib/api';
import { useUiTexts } from '#lib/ui-texts';
import { Button } from './button.tsx';

/** A grey place for what is on its way; appears only when waiting is noticed. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('shimmer block rounded-6 bg-neutral-soft', className)} />;
}

export function SkeletonRows({ count, height = 'h-10' }: { count: number; height?: string }) {
  const t = useUiTexts();
  return (
    <div role="status" aria-label={t('loading')} className="flex flex-col">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={clsx('flex items-center gap-3 border-b px-4', height)}>
          <Skeleton className="size-4" />
          <Skeleton className={['h-3 w-40', 'h-3 w-28', 'h-3 w-52'][index % 3]!} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  );
}

/** Why there is nothing here, and the one thing to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  flush = false,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** In a column that keeps its own distance from the edge. */
  flush?: boolean;
}) {
  return (
    <div className={clsx('flex flex-col items-start gap-2 py-6 md:max-w-[52ch]', !flush && 'px-4')}>
      {icon && <span className="text-text-3 [&_svg]:size-5!">{icon}</span>}
      <h2 className="text-16 font-semibold">{title}</h2>
      {children && <div className="text-14 leading-msg text-text-2">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}

/** What failed, why, what to do, and the number to quote. */
export function ErrorState({
  error,
  onRetry,
  title,
  requestId,
  flush = false,
}: {
  error: unknown;
  onRetry?: () => void;
  title?: string;
  /** Under which the server was told of it. */
  requestId?: string | null;
  /** In a column that keeps its own distance from the edge. */
  flush?: boolean;
}) {
  const t = useUiTexts();
  const known = error instanceof ApiError ? error : null;
  const number = requestId ?? known?.requestId;
  const place = clsx('flex flex-col items-start gap-2 py-6 md:max-w-[60ch]', !flush && 'px-4');
  // Asking again changes nothing: it is gone, or it is for others.
  if (known?.status === 404 || known?.status === 403)
    return <Unreachable problem={known} className={place} {...(title !== undefined && { title })} />;
  return (
    <div role="alert" className={place}>
      <h2 className="flex items-center gap-2 text-16 font-semibold">
        <CircleAlert aria-hidden className="text-danger" />
        {title ?? t('failed_title')}
      </h2>
      <p className="text-14 leading-msg text-text-2">{known?.message ?? t('failed_unknown')}</p>
      {number && <p className="num text-12 text-text-3">{t('request_id', { id: number })}</p>}
      {onRetry && (
        <Button className="mt-2" icon={<RotateCw aria-hidden />} onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}

/** What does not exist, or not for this person. */
function Unreachable({ problem, title, className }: { problem: ApiError; title?: string; className: string }) {
  const t = useUiTexts();
  const isMissing = problem.status === 404;
  const Icon = isMissing ? FileX : Lock;
  return (
    <div role="alert" className={className}>
      <h2 className="flex items-center gap-2 text-16 font-semibold">
        <Icon aria-hidden className="text-text-3" />
        {title ?? t(isMissing ? 'gone_title' : 'forbidden_title')}
      </h2>
      <p className="text-14 leading-msg text-text-2">
        {problem.code === 'record_missing' ? t('gone_text') : problem.message}
      </p>
    </div>
  );
}

const noticeTones = {
  info: 'bg-info-soft [&>svg]:text-info',
  success: 'bg-success-soft [&>svg]:text-success',
  warning: 'bg-warning-soft [&>svg]:text-warning',
  danger: 'bg-danger-soft [&>svg]:text-danger',
} as const;

/** One line about the whole page or a part of it. */
export function Notice({
  tone,
  icon,
  children,
  action,
}: {
  tone: keyof typeof noticeTones;
  icon: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={clsx('flex flex-wrap items-center gap-x-2 gap-y-1 rounded-6 px-3 py-2', noticeTones[tone])}
    >
      {icon}
      <div className="min-w-0 flex-1 basis-48">{children}</div>
      {action && <span className="ml-auto">{action}</span>}
    </div>
  );
}
