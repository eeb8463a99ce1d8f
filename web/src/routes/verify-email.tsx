import { useLocation } from '@tanstack/react-router';
import { VerifyEmailPage } from '../features/account/verify-email-page.tsx';

export function VerifyEmailRoute() {
  const token = useLocation().hash;
  return <VerifyEmailPage key={token} token={token} />;
}
