import { useLocation } from '@tanstack/react-router';
import { SignUpPage } from '../features/account/sign-up-page.tsx';
import { useEnter } from './use-enter.ts';

export function SignUpRoute() {
  const token = useLocation().hash;
  return <SignUpPage key={token} token={token} onSignedIn={useEnter()} />;
}
