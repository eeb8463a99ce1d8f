import { useQuery } from '@tanstack/react-query';
import type { TestSend } from '@parley/contract/templates';
import { CheckCircle2, CircleAlert, Clock } from 'lucide-react';
import { api } from '#lib/api';
import { useEvents } from '#lib/realtime';
import { Notice } from '#ui/states';
import { useEditorTexts } from './editor-texts.ts';

const waitingMilliseconds = 1_000;
const final = new Set(['delivered', 'read', 'failed', 'expired', 'skipped', 'cancelled']);

/** Follows a test until nothing more is to be learnt of it. */
export function TestFate({ sent, name }: { sent: TestSend; name: string }) {
  const e = useEditorTexts();
  const fate = useQuery({
    queryKey: ['test-sends', sent.id],
    queryFn: () => api.get<TestSend>(`/test-sends/${sent.id}`),
    initialData: sent,
    refetchInterval: (query) => (final.has(query.state.data?.state ?? '') ? false : waitingMilliseconds),
  });
  useEvents(['message.state_changed'], ({ payload }) => {
    if (payload.messageId === sent.id) void fate.refetch();
  });
  const { state, reason } = fate.data;
  if (state === 'queued' || state === 'submitting' || state === 'accepted') {
    return (
      <Notice tone="info" icon={<Clock aria-hidden />}>
        {name}: {e(`test_${state}`)}
      </Notice>
    );
  }
  if (state === 'delivered' || state === 'read') {
    return (
      <Notice tone="success" icon={<CheckCircle2 aria-hidden />}>
        {name}: {e(`test_${state}`)}
      </Notice>
    );
  }
  return (
    <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
      {name}: {e('test_failed', { reason: (reason ?? state).replaceAll('_', ' ') })}
    </Notice>
  );
}
