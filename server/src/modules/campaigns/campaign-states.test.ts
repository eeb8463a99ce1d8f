import { campaignActions, campaignStatuses, type CampaignStatus } from '@parley/contract/campaigns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '#platform/errors';
import { allowedActions, campaignMoves, mayMove, statusAfter, type CampaignMove } from './campaign-states.ts';

const status = fc.constantFrom(...campaignStatuses);
const move = fc.constantFrom(...campaignMoves);
const final: CampaignStatus[] = ['COMPLETED', 'CANCELLED', 'FAILED'];

/** Written out again, so that a change of the machine is a change of two files. */
const table: Record<CampaignStatus, Partial<Record<CampaignMove, CampaignStatus>>> = {
  DRAFT: { edit: 'DRAFT', delete: 'DRAFT', start: 'QUEUED' },
  SCHEDULED: { edit: 'SCHEDULED', start: 'QUEUED', cancel: 'CANCELLED' },
  QUEUED: { pause: 'PAUSED', cancel: 'CANCELLED', launch: 'RUNNING', fail: 'FAILED' },
  RUNNING: { pause: 'PAUSED', cancel: 'CANCELLED', stall: 'PAUSED', complete: 'COMPLETED' },
  PAUSED: { resume: 'RUNNING', requeue: 'QUEUED', cancel: 'CANCELLED', complete: 'COMPLETED' },
  COMPLETED: { archive: 'COMPLETED' },
  CANCELLED: { archive: 'CANCELLED' },
  FAILED: { archive: 'FAILED' },
};

function attempt(from: CampaignStatus, by: CampaignMove): CampaignStatus | 'made' | AppError {
  try {
    return statusAfter(from, by);
  } catch (error) {
    return error as AppError;
  }
}

describe('the campaign state machine', () => {
  test('CAM-1 every move from every status does what the table says, and no other is allowed', () => {
    for (const from of campaignStatuses) {
      for (const by of campaignMoves) {
        const expected = table[from][by];
        const actual = attempt(from, by);
        if (expected) expect(actual, `${by} from ${from}`).toBe(expected);
        else if (actual !== 'made') expect(actual, `${by} from ${from}`).toBeInstanceOf(AppError);
        expect(mayMove(from, by)).toBe(expected !== undefined);
      }
    }
  });

  test('CAM-1 a refusal is a conflict that names the move, the status and exactly the actions that are allowed', () => {
    fc.assert(
      fc.property(status, move, (from, by) => {
        const refused = attempt(from, by);
        if (!(refused instanceof AppError)) return;
        expect(refused.kind).toBe('conflict');
        expect(refused.details).toEqual({ status: from, move: by, allowed: allowedActions(from).join(', ') || '—' });
        for (const action of campaignActions) expect(allowedActions(from).includes(action)).toBe(mayMove(from, action));
      }),
    );
  });

  test('CAM-1 after any sequence of moves the status is one of the eight, and nothing leaves a final one', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (sequence) => {
        let at: CampaignStatus = 'DRAFT';
        for (const by of sequence) {
          const next = attempt(at, by);
          if (next === 'made' || next instanceof AppError) continue;
          if (final.includes(at)) expect(next).toBe(at);
          at = next;
        }
        expect(campaignStatuses).toContain(at);
      }),
    );
  });

  test('F9 a move that was made is made once: asked again it changes nothing', () => {
    fc.assert(
      fc.property(status, fc.constantFrom('start', 'pause', 'resume', 'cancel'), (from, by) => {
        const to = attempt(from, by);
        if (to === 'made' || to instanceof AppError) return;
        expect(attempt(to, by)).toBe('made');
      }),
    );
  });
});
