/** Where a person's picture is. The version is the file's: another picture is another address, so browsers may keep each. */
export function avatarUrlOf(userId: string, fileId: string | null): string | null {
  return fileId === null ? null : `/api/v1/avatars/${userId}/${fileId}`;
}
