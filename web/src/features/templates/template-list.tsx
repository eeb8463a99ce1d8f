export function TemplateList({ filter }: { filter: object; onFilter: (next: object) => void }) {
  return JSON.stringify(filter);
}
