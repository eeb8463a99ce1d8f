import { useNavigate, useSearch } from '@tanstack/react-router';
import { CampaignList } from '../features/campaigns/campaign-list.tsx';

export function CampaignsRoute() {
  const filter = useSearch({ from: '/app/campaigns' });
  const navigate = useNavigate();
  return (
    <CampaignList
      filter={filter as Parameters<typeof CampaignList>[0]['filter']}
      onFilter={(search) => void navigate({ to: '/campaigns', search, replace: true })}
    />
  );
}
