import { CircleAlert, Hourglass } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError } from '#lib/api';
import { useFormat } from '#lib/format';
import { useUiTexts } from '#lib/ui-texts';
import { Notice } from './states.tsx';

/** What went wrong and belongs to no field. Where one has to wait, it counts down. */
export function Failure({ error }: { error: unknown }) {
  const t = useUiTexts();
  if (!(error instanceof ApiError)) throw error;
  if (error.code === 'rate_limit_reached')
    return <Wait key={error.requestId} seconds={error.retryAfter ?? Number(error.details['seconds'] ?? 1)} />;
  return (
    <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
      {error.errors.length > 0 ? error.errors.map(({ message }) => message).join(' ') : error.message}
      {error.status >= 500 && error.requestId && (
        <span className="num block text-12 text-text-2">{t('request_id', { id: error.requestId })}</span>
      )}
    </Notice>
  );
}

function Wait({ seconds }: { seconds: number }) {
  const t = useUiTexts();
  const format = useFormat();
  const [until] = useState(() => Date.now() + seconds * 1_000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1_000))), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  if (left === 0)
    return (
      <Notice tone="info" icon={<Hourglass aria-hidden />}>
        {t('wait_over')}
      </Notice>
    );
  return (
    <Notice tone="warning" icon={<Hourglass aria-hidden />}>
      {t('too_often')} {/* Every second would be read out: the first sentence says enough. */}
      <span aria-live="off" className="num">
        {t('wait_left', { time: format.duration(left) })}
      </span>
    </Notice>
  );
}
