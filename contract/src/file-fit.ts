/** Whether a file can go out over a channel: the composer says it before an upload, the server before sending. */

export interface FileRules {
  readonly maxBytes: number;
  /** `image/jpeg`, `image/*`; null: anything. */
  readonly mediaTypes: readonly string[] | null;
}

/** Why a file cannot go: it is empty, of a kind that is not carried, or too large. */
export type Misfit = 'empty' | 'kind' | 'size';

/** Null: it can. A media type that is not known yet is nothing against a file. */
export function misfitOf(file: { mediaType: string; size: number }, rules: FileRules): Misfit | null {
  if (file.size === 0) return 'empty';
  if (
    file.mediaType !== '' &&
    rules.mediaTypes !== null &&
    !rules.mediaTypes.some((kind) => isOf(file.mediaType, kind))
  )
    return 'kind';
  return file.size > rules.maxBytes ? 'size' : null;
}

const isOf = (mediaType: string, kind: string): boolean =>
  kind.endsWith('/*') ? mediaType.startsWith(kind.slice(0, -1)) : mediaType === kind;
