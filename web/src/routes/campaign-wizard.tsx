import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { NewCampaign } from '../features/campaigns/new-campaign.tsx';
import { Wizard } from '../features/campaigns/wizard.tsx';
import { TestDialog } from '../features/templates/test-dialog.tsx';

export function NewCampaignRoute() {
  return <NewCampaign />;
}

export function CampaignWizardRoute() {
  const { id, step } = useParams({ from: '/app/campaigns/$id/edit/$step' });
  const brought = useSearch({ from: '/app/campaigns/$id/edit/$step' });
  const navigate = useNavigate();
  const forget = useCallback(
    () => void navigate({ to: '/campaigns/$id/edit/$step', params: { id, step }, search: {}, replace: true }),
    [navigate, id, step],
  );
  return (
    <Wizard
      key={id}
      id={id}
      step={step}
      brought={brought}
      onTaken={forget}
      renderTest={(text, network, onClose) => <TestDialog text={text} target={network} onClose={onClose} />}
    />
  );
}
