import { Link } from '@tanstack/react-router';
import type { AudiencePreview } from '@parley/contract/campaigns';
import { TriangleAlert } from 'lucide-react';
import { Notice } from '#ui/states';
import { useWizardTexts } from './wizard-texts.ts';

/** Nobody of those who were chosen would get the message: the main reason, and where it is changed. */
export function NobodyLeft({ id, excluded }: { id: string; excluded: AudiencePreview['excluded'] }) {
  const w = useWizardTexts();
  const [main] = Object.entries(excluded).toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const isBasis = main === 'no_consent';
  return (
    <Notice
      tone="warning"
      icon={<TriangleAlert aria-hidden />}
      action={
        <Link
          to="/campaigns/$id/edit/$step"
          params={{ id, step: isBasis ? 'options' : 'audience' }}
          className="link whitespace-nowrap"
        >
          {isBasis ? w('choose_bases') : w('choose_groups')}
        </Link>
      }
    >
      {isBasis ? w('nobody_by_basis') : w('nobody')}
    </Notice>
  );
}
