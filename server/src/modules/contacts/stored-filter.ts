import { z } from 'zod';

const texts = z.array(z.string());

/** A filter that is ready to run, as the input of a task keeps it. */
export const readyFilter = z.object({
  text: z
    .object({
      words: texts,
      phone: z.object({ beginnings: texts, ending: z.string() }).nullable(),
      email: z.string().nullable(),
    })
    .nullable(),
  exact: z
    .object({
      ids: texts,
      groupIds: texts,
      notGroupIds: texts,
      tags: texts,
      notTags: texts,
      cities: texts,
      owners: texts,
      fromId: z.string(),
      beforeId: z.string(),
      reachable: z.string(),
      consent: z.string(),
      noConsent: z.string(),
      isSuppressed: z.boolean(),
      noCampaignSince: z.string(),
      campaignSince: z.string(),
      importId: z.string(),
      phone: z.string(),
      email: z.string(),
    })
    .partial(),
});
