import type { Campaign } from '@parley/contract/campaigns';
import { Confirm } from '#ui/confirm';
import { useTexts } from './texts.ts';
import type { useCampaignMoves } from './use-campaign-moves.ts';

type Moves = ReturnType<typeof useCampaignMoves>;
export type CampaignQuestion = 'cancel' | 'delete' | null;

/** What is asked before something that cannot be undone. */
export function CampaignDialogs({
  campaign,
  moves,
  question,
  onClose,
}: {
  campaign: Campaign;
  moves: Moves;
  question: CampaignQuestion;
  onClose: () => void;
}) {
  const t = useTexts();
  const { queued = 0, submitting = 0 } = campaign.progress?.states ?? {};
  return (
    <>
      <Confirm
        open={question === 'cancel'}
        onClose={onClose}
        danger
        title={t('cancel_title')}
        action={t('stop')}
        busy={moves.move.isPending}
        onConfirm={() => moves.move.mutate('cancel', { onSettled: onClose })}
      >
        <p>{t('cancel_text', { count: queued })}</p>
        {submitting > 0 && <p>{t('cancel_flight', { count: submitting })}</p>}
      </Confirm>
      <Confirm
        open={question === 'delete'}
        onClose={onClose}
        danger
        title={t('delete_title')}
        action={t('remove')}
        busy={moves.remove.isPending}
        onConfirm={() => moves.remove.mutate(undefined, { onSettled: onClose })}
      >
        <p>{t('delete_text')}</p>
      </Confirm>
    </>
  );
}
