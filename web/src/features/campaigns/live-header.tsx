import type { CampaignProgress } from '@parley/contract/campaign-progress';
import type { Campaign } from '@parley/contract/campaigns';
import { Link } from '@tanstack/react-router';
import { Copy, MoreHorizontal, Pause, Play, Square } from 'lucide-react';
import { useState } from 'react';
import { useActions } from '#lib/shortcuts';
import { Button, IconButton } from '#ui/button';
import { Menu, type MenuItem } from '#ui/menu';
import { PageHeader } from '#ui/page';
import { useIsNarrow } from '#lib/use-media';
import { useUiTexts } from '#lib/ui-texts';
import { CampaignDialogs, type CampaignQuestion } from './campaign-dialogs.tsx';
import { StatusBadge } from './status-badge.tsx';
import { useTexts } from './texts.ts';
import { useCampaignMoves } from './use-campaign-moves.ts';

/** Name, state, and the one thing that is done most now, on P. */
export function LiveHeader({ campaign, progress }: { campaign: Campaign; progress: CampaignProgress }) {
  const t = useTexts();
  const ui = useUiTexts();
  const moves = useCampaignMoves(campaign);
  const [question, setQuestion] = useState<CampaignQuestion>(null);
  const main = moves.may('pause') ? 'pause' : moves.may('resume') ? 'resume' : null;
  const act = (): void => {
    if (main && !moves.move.isPending) moves.move.mutate(main);
  };
  useActions([
    {
      id: 'campaigns.main',
      label: main ? t(main) : t('pause'),
      run: act,
      disabled: main === null,
    },
    {
      id: 'campaigns.duplicate',
      run: () => moves.duplicate.mutate(),
      disabled: !moves.mayWrite,
    },
  ]);
  const isNarrow = useIsNarrow();
  const more: MenuItem[] = [
    ...(isNarrow && moves.mayWrite ? [{ label: t('duplicate'), onSelect: () => moves.duplicate.mutate() }] : []),
    ...(moves.may('archive')
      ? [
          {
            label: campaign.archivedAt === null ? t('do_archive') : t('unarchive'),
            onSelect: () => moves.archive.mutate(campaign.archivedAt === null),
          },
        ]
      : []),
    ...(isNarrow && moves.may('cancel')
      ? [{ label: t('stop'), danger: true, onSelect: () => setQuestion('cancel') }]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={campaign.name}
        crumbs={[{ label: t('campaigns'), link: { to: '/campaigns' } }]}
        badge={<StatusBadge campaign={campaign} since />}
        meta={<Replies progress={progress} />}
        actions={
          <>
            {!isNarrow && moves.mayWrite && (
              <Button
                variant="ghost"
                icon={<Copy aria-hidden />}
                busy={moves.duplicate.isPending}
                onClick={() => moves.duplicate.mutate()}
              >
                {t('duplicate')}
              </Button>
            )}
            {!isNarrow && moves.may('cancel') && (
              <Button variant="danger" icon={<Square aria-hidden />} onClick={() => setQuestion('cancel')}>
                {t('stop')}
              </Button>
            )}
            {main && (
              <Button
                variant="primary"
                icon={main === 'pause' ? <Pause aria-hidden /> : <Play aria-hidden />}
                shortcut="campaigns.main"
                busy={moves.move.isPending}
                onClick={act}
              >
                {t(main)}
              </Button>
            )}
            {more.length > 0 && (
              <Menu trigger={<IconButton label={ui('more')} icon={<MoreHorizontal aria-hidden />} />} items={more} />
            )}
          </>
        }
      />
      <CampaignDialogs campaign={campaign} moves={moves} question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

function Replies({ progress: { replied, awaitingReply } }: { progress: CampaignProgress }) {
  const t = useTexts();
  if (replied === 0) return null;
  return (
    <>
      {t('replies', { count: replied })}
      {awaitingReply > 0 && (
        <>
          {', '}
          <Link to="/inbox" className="link">
            {t('awaiting', { count: awaitingReply })}
          </Link>
        </>
      )}
    </>
  );
}
