import { useNavigate, useSearch } from '@tanstack/react-router';
import { NewChannel } from '../features/channels/new-channel.tsx';

export function NewChannelRoute() {
  const { kind = null, campaign } = useSearch({ from: '/app/channels/new' });
  const navigate = useNavigate();
  return (
    <NewChannel
      kindName={kind}
      onKind={(chosen) =>
        void navigate({
          to: '/channels/new',
          search: { ...(chosen !== null && { kind: chosen }), ...(campaign !== undefined && { campaign }) },
        })
      }
      onAdded={(channel) => {
        // Whoever came from a campaign goes on with it.
        if (campaign === undefined) void navigate({ to: '/channels', search: { channel } });
        else {
          const params = { id: campaign, step: 'channels' };
          void navigate({ to: '/campaigns/$id/edit/$step', params, search: { channel } });
        }
      }}
    />
  );
}
