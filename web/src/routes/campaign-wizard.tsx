import { useParams } from '@tanstack/react-router';
import { NewCampaign } from '../features/campaigns/new-campaign.tsx';
import { Wizard } from '../features/campaigns/wizard.tsx';

export function NewCampaignRoute() {
  return <NewCampaign />;
}

export function CampaignWizardRoute() {
  const { id, step } = useParams({ from: '/app/campaigns/$id/edit/$step' });
  return <Wizard key={id} id={id} step={step} />;
}
