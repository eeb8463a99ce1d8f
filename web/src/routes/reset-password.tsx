import { useLocation } from '@tanstack/react-router';
import { ResetPasswordPage } from '../features/account/reset-password-page.tsx';

export function ResetPasswordRoute() {
  const token = useLocation().hash;
  return <ResetPasswordPage key={token} token={token} />;
}
