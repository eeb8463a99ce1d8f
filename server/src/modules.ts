/** Everything the program is made of, one line a module: what it answers, what it does in the background, what it reacts to. */
import * as accounts from '#accounts';
import * as apiKeys from '#api-keys';
import * as audit from '#audit';
import * as campaigns from '#campaigns';
import * as channels from '#channels';
import * as contacts from '#contacts';
import * as conversations from '#conversations';
import * as demo from '#demo';
import * as events from '#events';
import * as faults from '#faults';
import * as exports from '#exports';
import * as files from '#files';
import * as groups from '#groups';
import * as imports from '#imports';
import * as invitations from '#invitations';
import * as labels from '#labels';
import * as mail from '#mail';
import * as members from '#members';
import * as optOuts from '#opt-outs';
import * as organizations from '#organizations';
import * as sandbox from '#sandbox';
import * as sending from '#sending';
import * as suppressions from '#suppressions';
import * as tasks from '#tasks';
import * as templates from '#templates';
import * as timeline from '#timeline';
import type { ChannelKind } from '#channel';
import { smsSmpp } from '#channels/sms-smpp';
import { telegramBot } from '#channels/telegram-bot';
import { ensurePartitions } from '#platform/database/ensure-partitions';
import type { Reaction } from '#platform/events/reaction';
import { pruneIdempotencyKeys } from '#platform/http/idempotency';
import type { Route } from '#platform/http/route';
import type { Rooms } from '#platform/realtime/rooms';
import type { Job, ScheduledJob } from '#platform/jobs/job';

export const reactions: readonly Reaction[] = [
  ...contacts.reactions,
  ...imports.reactions,
  ...campaigns.reactions,
  ...optOuts.reactions,
  ...sending.reactions,
  ...sandbox.reactions,
  ...conversations.reactions,
];

export const routes: readonly Route[] = [
  ...accounts.routes,
  ...organizations.routes,
  ...members.routes,
  ...invitations.routes,
  ...apiKeys.routes,
  ...audit.routes,
  ...contacts.routes,
  ...timeline.routes,
  ...imports.routes,
  ...exports.routes,
  ...groups.routes,
  ...suppressions.routes,
  ...templates.routes,
  ...channels.routes,
  ...sandbox.routes,
  ...demo.routes,
  ...campaigns.routes,
  ...conversations.routes,
  ...labels.routes,
  ...files.routes,
  ...tasks.routes,
  ...events.routes,
  ...faults.routesFor(reactions),
];

/** What people can start and watch. */
const taskKinds: readonly tasks.TaskKind[] = [
  ...contacts.taskKinds,
  ...imports.taskKinds,
  ...exports.taskKinds,
  ...campaigns.taskKinds,
  ...demo.taskKinds,
];

export const jobs: readonly Job[] = [
  ...files.jobs,
  ...contacts.jobs,
  ...campaigns.jobs,
  ...demo.jobs,
  ...tasks.jobsFor(taskKinds),
];

export const scheduledJobs: readonly ScheduledJob[] = [
  ...accounts.scheduledJobs,
  ...invitations.scheduledJobs,
  ...mail.scheduledJobs,
  ...files.scheduledJobs,
  ...conversations.scheduledJobs,
  ...demo.scheduledJobs,
  { task: 'http.prune-idempotency-keys', cron: '43 * * * *', run: ({ pools }) => pruneIdempotencyKeys(pools) },
  { task: 'database.ensure-partitions', cron: '5 0 * * *', run: ({ pools }) => ensurePartitions(pools) },
];

/** What one can look at while it changes. */
export const rooms: Rooms = {
  campaign: campaigns.room,
  conversation: conversations.room,
  channel: channels.room,
};

/** What is mailed to people. */
export const mailKinds: readonly mail.MailKind[] = [...accounts.mailKinds, ...invitations.mailKinds];

/** A new network is one line here and a folder in channels/. */
export const channelKinds: readonly ChannelKind[] = [smsSmpp, telegramBot];
