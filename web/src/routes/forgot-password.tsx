import { ForgotPasswordPage } from '../features/account/forgot-password-page.tsx';

export function ForgotPasswordRoute() {
  return <ForgotPasswordPage />;
}
