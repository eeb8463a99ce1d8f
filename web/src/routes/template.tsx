import { useParams } from '@tanstack/react-router';
import { EditTemplate, NewTemplate } from '../features/templates/template-page.tsx';

export function NewTemplateRoute() {
  return <NewTemplate />;
}

export function TemplateRoute() {
  const { id } = useParams({ from: '/app/templates/$id' });
  return <EditTemplate key={id} id={id} />;
}
