import { useNavigate, useSearch } from '@tanstack/react-router';
import { TemplateList } from '../features/templates/template-list.tsx';

export function TemplatesRoute() {
  const filter = useSearch({ from: '/app/templates' });
  const navigate = useNavigate();
  return (
    <TemplateList filter={filter} onFilter={(search) => void navigate({ to: '/templates', search, replace: true })} />
  );
}
