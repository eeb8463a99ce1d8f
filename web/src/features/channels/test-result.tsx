import { CircleAlert, CircleCheck } from 'lucide-react';
import { Notice } from '#ui/states';
import { useNetworkWords } from './network-words.ts';
import { useTexts } from './texts.ts';

export interface TestOutcome {
  readonly ok: boolean;
  readonly reason: string | null;
}

/** What a test of the account has shown, in the network's own words where it gave some. */
export function TestResult({ outcome }: { outcome: TestOutcome }) {
  const t = useTexts();
  const words = useNetworkWords();
  if (outcome.ok) {
    return (
      <Notice tone="success" icon={<CircleCheck aria-hidden />}>
        {t('test_ok')}
      </Notice>
    );
  }
  return (
    <Notice tone="danger" icon={<CircleAlert aria-hidden />}>
      <span className="block font-medium">{t('test_failed')}</span>
      {outcome.reason && words(outcome.reason)}
    </Notice>
  );
}
