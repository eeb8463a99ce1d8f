import { useSearch } from '@tanstack/react-router';
import { SignInPage } from '../features/account/sign-in-page.tsx';
import { useEnter } from './use-enter.ts';

export function SignInRoute() {
  const { next } = useSearch({ from: '/sign-in' });
  return <SignInPage onSignedIn={useEnter(next)} />;
}
