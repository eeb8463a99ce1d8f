import { DesignPage } from '../features/design/design-page.tsx';

export function DesignRoute() {
  return <DesignPage />;
}
