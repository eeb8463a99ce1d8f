let typed = '';

/** What was typed to sign in with, until an own password is chosen: nobody should have to type it twice. In memory only. */
export const oneTimePassword = {
  keep: (password: string): void => {
    typed = password;
  },
  read: (): string => typed,
  forget: (): void => {
    typed = '';
  },
};
