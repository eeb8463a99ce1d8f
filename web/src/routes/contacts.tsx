import { useSearch } from '@tanstack/react-router';
import { PeoplePage } from '../features/people/people-page.tsx';

export function ContactsRoute() {
  return <PeoplePage search={useSearch({ from: '/app/contacts' })} />;
}
