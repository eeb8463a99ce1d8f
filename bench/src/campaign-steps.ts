import type { Campaign } from '@parley/contract/campaigns';
import type { Channel } from '@parley/contract/channels';
import type { File } from '@parley/contract/files';
import type { ContactImport } from '@parley/contract/imports';
import type { Template } from '@parley/contract/templates';
import type { Sandbox } from '@parley/sandbox';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './run-command.ts';

/** What a person does from the first visit to a running campaign, each step through the HTTP API. */

const groupName = 'Customers';

export async function signUp(api: ApiClient): Promise<void> {
  await api.post('/sign-up', {
    email: 'owner@example.com',
    password: 'correct horse battery staple',
    name: 'Ann Owner',
    organizationName: 'Example Ltd',
  });
}

export interface ChannelChoice {
  /** Most messages without an answer. */
  readonly window: number;
  /** Ask the network whether the handset has got it. */
  readonly receipts: boolean;
  /** Null: as fast as the window allows. */
  readonly perSecond?: number | null;
}

export async function connectChannel(api: ApiClient, smpp: Sandbox['smpp'], choice: ChannelChoice): Promise<Channel> {
  const { host, port, systemId, password } = smpp;
  const channel = await api.post<Channel>('/channels', {
    kind: 'sms-smpp',
    name: `SMS ${choice.window} ${choice.receipts}`,
    settings: {
      ...{ host, port, systemId, password },
      sourceAddress: 'Parley',
      window: choice.window,
      useReceipts: choice.receipts,
    },
    limits: { perSecond: choice.perSecond ?? null },
  });
  return api.until<Channel>(`/channels/${channel.id}`, ({ state }) => state === 'connected', 30);
}

export interface People {
  readonly name: string;
  readonly content: Blob;
  /** Whose national numbers are in the file; ISO 3166-1. */
  readonly country: string;
}

/** Imports a file into the group `groupName`, with the column mapping that the product proposes. Throws CommandError. */
export async function importPeople(
  api: ApiClient,
  people: People,
  onProgress: (done: ContactImport) => void = () => undefined,
): Promise<ContactImport> {
  const file = await api.upload<File>('/files?purpose=import', people.name, people.content);
  const { id } = await api.post<ContactImport>('/imports', { fileId: file.id });
  await api.patch(`/imports/${id}`, {
    options: { defaultCountry: people.country, onDuplicate: 'skip', groupName, consent: { basis: 'own_list' } },
  });
  await api.post(`/imports/${id}/start`);
  const done = await api.until<ContactImport>(
    `/imports/${id}`,
    (found) => {
      onProgress(found);
      return found.state !== 'uploaded' && found.state !== 'running';
    },
    3_600,
  );
  if (done.state !== 'completed' || done.groupId === null) throw new CommandError(`The import ended as ${done.state}.`);
  return done;
}

/** A draft of a campaign to the whole group. */
export async function draftCampaign(
  api: ApiClient,
  choice: { readonly name: string; readonly text: string; readonly groupId: string; readonly channelId: string },
): Promise<Campaign> {
  const { name, text, groupId, channelId } = choice;
  const template = await api.post<Template>('/templates', { name, target: 'sms', items: [{ kind: 'text', text }] });
  return api.post<Campaign>('/campaigns', {
    name,
    network: 'sms',
    templateId: template.id,
    channelIds: [channelId],
    groupIds: [groupId],
  });
}
