import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { EditTemplate, NewTemplate } from '../features/templates/template-page.tsx';

export function NewTemplateRoute() {
  const { campaign, target } = useSearch({ from: '/app/templates/new' });
  const navigate = useNavigate();
  // Whoever came from a campaign goes on with it.
  const goOn = (template: string): void => {
    if (campaign === undefined) void navigate({ to: '/templates/$id', params: { id: template }, replace: true });
    else {
      const params = { id: campaign, step: 'template' };
      void navigate({ to: '/campaigns/$id/edit/$step', params, search: { template } });
    }
  };
  return <NewTemplate {...(target !== undefined && { target })} isForCampaign={campaign !== undefined} onMade={goOn} />;
}

export function TemplateRoute() {
  const { id } = useParams({ from: '/app/templates/$id' });
  return <EditTemplate key={id} id={id} />;
}
