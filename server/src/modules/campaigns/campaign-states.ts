import { campaignActions, type CampaignAction, type CampaignStatus } from '@parley/contract/campaigns';
import { AppError } from '#platform/errors';

interface Move {
  readonly from: readonly CampaignStatus[];
  /** Null: the campaign changes, its status does not. */
  readonly to: CampaignStatus | null;
  /** Where the move has been made already: asked again, nothing happens and the answer is the same (F9). */
  readonly made?: readonly CampaignStatus[];
  /** What the log and the audit call it. */
  readonly past: string;
}

/** The life of a campaign (CAM-1). What is not here does not happen. */
const moves = {
  edit: { from: ['DRAFT', 'SCHEDULED'], to: null, past: 'updated' },
  delete: { from: ['DRAFT'], to: null, past: 'deleted' },
  start: { from: ['DRAFT', 'SCHEDULED'], to: 'QUEUED', made: ['QUEUED', 'RUNNING'], past: 'started' },
  pause: { from: ['QUEUED', 'RUNNING'], to: 'PAUSED', made: ['PAUSED'], past: 'paused' },
  resume: { from: ['PAUSED'], to: 'RUNNING', made: ['QUEUED', 'RUNNING'], past: 'resumed' },
  cancel: {
    from: ['SCHEDULED', 'QUEUED', 'RUNNING', 'PAUSED'],
    to: 'CANCELLED',
    made: ['CANCELLED'],
    past: 'cancelled',
  },
  archive: { from: ['COMPLETED', 'CANCELLED', 'FAILED'], to: null, past: 'archived' },
  // Not a person's:
  /** A resume before the audience was frozen: the launch is still to come. */
  requeue: { from: ['PAUSED'], to: 'QUEUED', made: ['QUEUED', 'RUNNING'], past: 'resumed' },
  launch: { from: ['QUEUED'], to: 'RUNNING', past: 'launched' },
  fail: { from: ['QUEUED'], to: 'FAILED', past: 'failed' },
  stall: { from: ['RUNNING'], to: 'PAUSED', past: 'stalled' },
  /** Also from PAUSED: what was on the wire when a person paused may have been the last. */
  complete: { from: ['RUNNING', 'PAUSED'], to: 'COMPLETED', past: 'completed' },
} as const satisfies Record<string, Move>;

export type CampaignMove = keyof typeof moves;
export const campaignMoves = Object.keys(moves) as CampaignMove[];

/** The status after the move, or `made` when it has been made already. Throws `campaign_move_not_allowed`, naming what is. */
export function statusAfter(status: CampaignStatus, move: CampaignMove): CampaignStatus | 'made' {
  const { from, to, made = [] }: Move = moves[move];
  if (from.includes(status)) return to ?? status;
  if (made.includes(status)) return 'made';
  throw new AppError('campaign_move_not_allowed', {
    details: { status, move, allowed: allowedActions(status).join(', ') || '—' },
  });
}

export function mayMove(status: CampaignStatus, move: CampaignMove): boolean {
  const { from }: Move = moves[move];
  return from.includes(status);
}

/** What a person may do now. */
export function allowedActions(status: CampaignStatus): CampaignAction[] {
  return campaignActions.filter((action) => mayMove(status, action));
}

export function pastOf(move: CampaignMove): string {
  return moves[move].past;
}
