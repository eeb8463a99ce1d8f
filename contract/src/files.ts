import { z } from 'zod';

/** What a file is for decides who may see it, how large it may be and when it goes. */
export const filePurposes = ['attachment', 'avatar', 'import', 'task_result'] as const;
export type FilePurpose = (typeof filePurposes)[number];

export const file = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Told by the content, not by the name. */
  contentType: z.string(),
  sizeBytes: z.number().int(),
  /** Hexadecimal. */
  sha256: z.string(),
  purpose: z.enum(filePurposes),
  createdAt: z.iso.datetime(),
});
export type File = z.infer<typeof file>;

/** `multipart/form-data` with one file. An import may be larger than an attachment and needs the right to import. */
export const uploadQuery = z.object({ purpose: z.enum(['attachment', 'import']).default('attachment') });
export type UploadQuery = z.output<typeof uploadQuery>;

/**
 * A path, or a whole address where files have one of their own. Whoever has it can fetch the file until it expires; it is for
 * handing to a browser, not for keeping.
 */
export const fileLink = z.object({
  url: z.string(),
  expiresAt: z.iso.datetime(),
});
export type FileLink = z.infer<typeof fileLink>;

export const fileLinkParams = z.object({ token: z.string().max(200) });

/** The square of the picture that is kept, in its pixels as it is shown. Without it the middle is taken. */
export const pictureCrop = z.object({
  left: z.coerce.number().int().min(0).max(20_000).optional(),
  top: z.coerce.number().int().min(0).max(20_000).optional(),
  size: z.coerce.number().int().min(16).max(20_000).optional(),
});
export type PictureCrop = z.output<typeof pictureCrop>;
