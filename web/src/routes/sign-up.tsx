import { SignUpPage } from '../features/account/sign-up-page.tsx';
import { useEnter } from './use-enter.ts';

export function SignUpRoute() {
  return <SignUpPage onSignedIn={useEnter()} />;
}
