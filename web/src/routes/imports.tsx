import { useParams, useSearch } from '@tanstack/react-router';
import { FileStep } from '../features/import/file-step.tsx';
import { ImportPage } from '../features/import/import-page.tsx';
import { ImportsPage } from '../features/import/imports-page.tsx';
import { SectionTabs } from '../features/people/section-tabs.tsx';

export function ImportsRoute() {
  return <ImportsPage tabs={<SectionTabs />} />;
}

export function NewImportRoute() {
  return <FileStep />;
}

export function ImportRoute() {
  const { id } = useParams({ from: '/app/contacts/imports/$id' });
  const { step } = useSearch({ from: '/app/contacts/imports/$id' });
  return <ImportPage id={id} step={step} />;
}
