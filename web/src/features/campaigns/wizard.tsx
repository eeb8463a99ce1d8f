export function Wizard({ id, step }: { id: string; step: string }) {
  return `${id} ${step}`;
}
