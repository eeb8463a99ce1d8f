import { useNavigate, useSearch } from '@tanstack/react-router';
import { NewChannel } from '../features/channels/new-channel.tsx';

export function NewChannelRoute() {
  const { kind = null } = useSearch({ from: '/app/channels/new' });
  const navigate = useNavigate();
  return (
    <NewChannel
      kindName={kind}
      onKind={(chosen) => void navigate({ to: '/channels/new', search: chosen === null ? {} : { kind: chosen } })}
      onAdded={(id) => void navigate({ to: '/channels', search: { channel: id } })}
    />
  );
}
