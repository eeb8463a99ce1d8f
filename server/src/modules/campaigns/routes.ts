import { archiveCampaignBody, audiencePreview, campaign, campaignCheck, campaignFailures, campaignLogPage, campaignMessages, campaignMessagesQuery, campaignPage, createCampaignBody, exportStarted, followUpBody, listCampaignLogQuery, listCampaignsQuery, listRecipientsQuery, recipientDetails, recipientFilter, recipientPage, recipientParams, updateCampaignBody } from '@parley/contract/campaigns';
import { campaignHistory, campaignProgress } from '@parley/contract/campaign-progress';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { archiveCampaign } from './archive-campaign.ts';
import { cancelCampaign } from './cancel-campaign.ts';
import { checkCampaign } from './check-campaign.ts';
import { createCampaign } from './create-campaign.ts';
import { createFollowUp } from './create-follow-up.ts';
import { deleteCampaign } from './delete-campaign.ts';
import { duplicateCampaign } from './duplicate-campaign.ts';
import { exportRecipients } from './export-recipients.ts';
import { getCampaign } from './get-campaign.ts';
import { getHistory } from './get-history.ts';
import { getProgress } from './get-progress.ts';
import { getRecipient } from './get-recipient.ts';
import { listCampaigns } from './list-campaigns.ts';
import { listFailures } from './list-failures.ts';
import { listLog } from './list-log.ts';
import { listMessages } from './list-messages.ts';
import { listRecipients } from './list-recipients.ts';
import { pauseCampaign } from './pause-campaign.ts';
import { previewAudience } from './preview-audience.ts';
import { resumeCampaign } from './resume-campaign.ts';
import { startCampaign } from './start-campaign.ts';
import { updateCampaign } from './update-campaign.ts';

const { get, post, patch, remove, list } = routesOf('campaigns');
const one = { params: idParams, errors: ['record_missing'] } as const;
const move = { params: idParams, response: campaign, errors: ['record_missing', 'campaign_move_not_allowed'] } as const;
const page = { params: idParams, errors: ['record_missing', 'cursor_invalid'] } as const;

get('/campaigns', { summary: 'List campaigns, newest first', permission: 'campaigns:read', query: listCampaignsQuery, response: campaignPage, errors: ['cursor_invalid'] }, listCampaigns);
post('/campaigns', { summary: 'Create a draft', permission: 'campaigns:write', body: createCampaignBody, response: campaign, status: 201, errors: ['record_missing'] }, createCampaign);
get('/campaigns/:id', { summary: 'Get a campaign and what may be done with it', permission: 'campaigns:read', ...one, response: campaign, versionOf: getCampaign }, getCampaign);
patch('/campaigns/:id', { summary: 'Change a draft', permission: 'campaigns:write', ...move, body: updateCampaignBody, versionOf: getCampaign }, updateCampaign);
remove('/campaigns/:id', { summary: 'Delete a draft', permission: 'campaigns:write', ...move, response: z.object({ deleted: z.literal(true) }) }, deleteCampaign);
post('/campaigns/:id/duplicate', { summary: 'Make a draft like another campaign', permission: 'campaigns:write', ...one, response: campaign, status: 201 }, duplicateCampaign);
post('/campaigns/:id/follow-up', { summary: 'Make a draft to those whom a campaign left in a state', permission: 'campaigns:write', ...one, body: followUpBody, response: campaign, status: 201 }, createFollowUp);
post('/campaigns/:id/archive', { summary: 'Archive a finished campaign, or bring it back', permission: 'campaigns:write', ...move, body: archiveCampaignBody }, archiveCampaign);

get('/campaigns/:id/check', { summary: 'Name what hinders the start', permission: 'campaigns:read', ...one, response: campaignCheck }, checkCampaign);
get('/campaigns/:id/audience', { summary: 'Count whom a start would write to, and who is left out for which reason', permission: 'campaigns:read', ...one, response: audiencePreview, perMinute: 60 }, previewAudience);
post('/campaigns/:id/start', { summary: 'Start a campaign', permission: 'campaigns:send', ...move, errors: [...move.errors, 'campaign_not_ready'] }, startCampaign);
post('/campaigns/:id/pause', { summary: 'Pause a campaign', permission: 'campaigns:send', ...move }, pauseCampaign);
post('/campaigns/:id/resume', { summary: 'Go on with a paused campaign', permission: 'campaigns:send', ...move }, resumeCampaign);
post('/campaigns/:id/cancel', { summary: 'End a campaign for good', permission: 'campaigns:send', ...move }, cancelCampaign);

get('/campaigns/:id/progress', { summary: 'Read figures, speed and remaining time', permission: 'campaigns:read', ...one, response: campaignProgress }, getProgress);
get('/campaigns/:id/messages', { summary: 'Render what people of a campaign read, or would', permission: 'campaigns:read', ...one, query: campaignMessagesQuery, response: campaignMessages, perMinute: 60 }, listMessages);
get('/campaigns/:id/history', { summary: 'Read what became of the messages over time', permission: 'campaigns:read', ...one, response: campaignHistory }, getHistory);
get('/campaigns/:id/failures', { summary: 'Count what went wrong by reason', permission: 'campaigns:read', ...one, response: campaignFailures }, listFailures);
get('/campaigns/:id/recipients', { summary: 'List recipients by state, exclusion or reply', permission: 'campaigns:read', ...page, query: listRecipientsQuery, response: recipientPage }, listRecipients);
get('/campaigns/:id/recipients/:contactId', { summary: 'Get one recipient and every attempt', permission: 'campaigns:read', params: recipientParams, response: recipientDetails, errors: ['record_missing'] }, getRecipient);
post('/campaigns/:id/export', { summary: 'Write recipients to a CSV file, as a task', permission: 'campaigns:export', ...one, body: recipientFilter, response: exportStarted, status: 202 }, exportRecipients);
get('/campaigns/:id/log', { summary: 'Read what happened, newest first', permission: 'campaigns:read', ...page, query: listCampaignLogQuery, response: campaignLogPage }, listLog);

export const routes = list;
