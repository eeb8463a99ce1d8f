import { useQuery } from '@tanstack/react-query';
import { installationQuery } from '../features/account/installation.ts';
import { WelcomePage } from '../features/account/welcome-page.tsx';
import { useEnter } from './use-enter.ts';

export function WelcomeRoute() {
  const { data } = useQuery(installationQuery);
  const enter = useEnter();
  return data ? <WelcomePage installation={data} onSignedIn={enter} /> : null;
}
