import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { LivePage } from '../features/campaigns/live-page.tsx';

export function CampaignRoute() {
  const { id } = useParams({ from: '/app/campaigns/$id' });
  const shown = useSearch({ from: '/app/campaigns/$id' });
  const navigate = useNavigate();
  return (
    <LivePage
      key={id}
      id={id}
      shown={shown}
      onShow={(search) => void navigate({ to: '/campaigns/$id', params: { id }, search, replace: true })}
    />
  );
}
