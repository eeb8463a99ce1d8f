export function EditTemplate({ id }: { id: string }) {
  return id;
}
export function NewTemplate() {
  return null;
}
