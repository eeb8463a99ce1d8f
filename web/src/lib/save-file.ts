import { api } from './api.ts';

/** Gives the reader the file that a task has made. */
export async function saveTaskFile(taskId: string): Promise<void> {
  const { url } = await api.get<{ url: string }>(`/tasks/${taskId}/result-link`);
  location.assign(url);
}

/** Gives the reader a file made here. The byte order mark tells Excel that a CSV is UTF-8. */
export function saveCsv(name: string, rows: readonly (readonly (string | number)[])[]): void {
  const text = rows.map((row) => row.map(cellOf).join(',')).join('\r\n');
  const address = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A cell that a spreadsheet would take for a formula is kept a text (SEC-17). */
function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
