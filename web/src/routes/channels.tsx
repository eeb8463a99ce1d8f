import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChannelsPage } from '../features/channels/channels-page.tsx';

export function ChannelsRoute() {
  const { channel = null } = useSearch({ from: '/app/channels' });
  const navigate = useNavigate();
  return (
    <ChannelsPage
      openId={channel}
      onOpen={(id) => void navigate({ to: '/channels', search: id === null ? {} : { channel: id } })}
    />
  );
}
