/** Where an organization's picture is. The version is the file's: another picture is another address, so browsers may keep each. */
export function logoUrlOf(row: { organization_id: string; logo_file_id: string | null }): string | null {
  return row.logo_file_id === null ? null : `/api/v1/logos/${row.organization_id}/${row.logo_file_id}`;
}
