import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ApiError } from '#lib/api';
import { meQuery } from '#lib/me';
import { queryClient } from '#lib/query-client';
import { Button } from '#ui/button';
import { Field } from '#ui/field';
import { Input } from '#ui/input';

export function SignInRoute() {
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    try {
      queryClient.setQueryData(meQuery.queryKey, await api.post('/sign-in', { email, password, remember: true }));
      await navigate({ href: next ?? '/' });
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.message);
    }
  };
  return (
    <main className="grid min-h-dvh place-content-center bg-chrome p-4">
      <form
        className="flex w-80 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h1 className="text-20 font-semibold">Parley</h1>
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password" error={error}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary">
          Sign in
        </Button>
      </form>
    </main>
  );
}
