import { CircleAlert, FileText, Unplug } from 'lucide-react';
import { Button } from '#ui/button';
import { Notice } from '#ui/states';
import type { DraftControl } from './drafts.ts';
import { useThreadTexts } from './thread-texts.ts';
import type { useChannelTrouble } from './use-carries.ts';

/** What somebody who is about to write should know. */
export function ComposerNotices({
  control,
  optedOut,
  trouble,
}: {
  control: DraftControl;
  optedOut: boolean;
  trouble: ReturnType<typeof useChannelTrouble>;
}) {
  const t = useThreadTexts();
  const { other, decide } = control;
  return (
    <div className="flex flex-col gap-1.5 not-empty:pb-2">
      {other && (
        <Notice
          tone="info"
          icon={<FileText aria-hidden />}
          action={
            <span className="flex gap-1">
              <Button size="small" onClick={() => decide('other')}>
                {t('use_theirs')}
              </Button>
              <Button size="small" onClick={() => decide('mine')}>
                {t('keep_mine')}
              </Button>
            </span>
          }
        >
          {t('other_draft')} <span className="line-clamp-2 font-medium">{other.text}</span>
        </Notice>
      )}
      {trouble && (
        <Notice tone="warning" icon={<Unplug aria-hidden />}>
          {t(`channel_${trouble}`)}
        </Notice>
      )}
      {optedOut && (
        <Notice tone="warning" icon={<CircleAlert aria-hidden />}>
          {t('opted_out')}
        </Notice>
      )}
    </div>
  );
}
