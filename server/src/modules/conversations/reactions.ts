import { eraseDrafts } from './draft-queries.ts';
import { deleteFilesOfContacts } from './message-file-queries.ts';
import { deleteFile } from '#files';
import { eraseThreads } from './inbound-queries.ts';
import { defineReaction } from '#platform/events/reaction';

export const reactions = [
  defineReaction({
    name: 'conversations.erase-threads',
    on: ['contact.erased'],
    run: async (ctx, { payload: { contactIds } }) => {
      const { organizationId } = ctx.actor;
      await eraseDrafts(ctx.db, organizationId, contactIds);
      await eraseThreads(ctx.db, organizationId, contactIds);
      for (const fileId of await deleteFilesOfContacts(ctx.db, organizationId, contactIds))
        await deleteFile(ctx, fileId);
    },
  }),
];
