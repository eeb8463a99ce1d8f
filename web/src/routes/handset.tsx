import { getRouteApi } from '@tanstack/react-router';
import { HandsetPage } from '../features/handset/handset-page.tsx';

const route = getRouteApi('/app/sandbox');

export function HandsetRoute() {
  const { phones } = route.useSearch();
  return <HandsetPage open={phones ? phones.split(',') : []} />;
}
