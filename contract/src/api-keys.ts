import { z } from 'zod';
import { pageOf } from './page.ts';
import { permissions } from './permissions.ts';

export const apiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The beginning of the key, to tell keys apart. */
  start: z.string(),
  permissions: z.array(z.enum(permissions)),
  createdBy: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;
export const apiKeyPage = pageOf(apiKey);

export const createApiKeyBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({ examples: ['Shop'] }),
  /** At most what the creator may do. */
  permissions: z.array(z.enum(permissions)).min(1).max(permissions.length),
  expiresAt: z.iso.datetime().nullable().default(null),
});
export type CreateApiKey = z.output<typeof createApiKeyBody>;

/** The only answer that holds the key itself. */
export const createdApiKey = apiKey.extend({ key: z.string() });
export type CreatedApiKey = z.output<typeof createdApiKey>;
