import { channel } from '@parley/contract/channels';
import {
  createSandboxChannelBody, listedPhone, listPhonesQuery, phoneAnswerBody, phoneBlockBody, phoneDetails, phoneList,
  phoneMessage, phoneParams, phonePictureQuery, pictureParams, sandbox, sandboxAccount, sandboxAccountParams,
  updatePhoneBody, updateSandboxAccountBody,
} from '@parley/contract/sandbox';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { createSandboxChannel } from './create-sandbox-channel.ts';
import { getSandbox, updateSandboxAccount } from './get-sandbox.ts';
import {
  answerFromPhone, blockFromPhone, getPhone, getPhonePicture, listPhones, putPhone, sendPictureFromPhone,
} from './phones.ts';

const { stream, list } = routesOf('sandbox');

const permission = 'sandbox:use';
const away = ['sandbox_off', 'sandbox_away'] as const;
const missing = [...away, 'record_missing'] as const;

stream('GET', '/sandbox', { summary: 'Get the emulated networks and our accounts on them', permission, response: sandbox, errors: [...away] }, getSandbox);
stream('POST', '/sandbox/channels', { summary: 'Make a ready channel on an emulated network', permission: 'channels:write', body: createSandboxChannelBody, response: channel, status: 201, errors: [...away, 'channel_name_taken'] }, createSandboxChannel);
stream('PATCH', '/sandbox/accounts/:channelId', { summary: 'Choose a fault, let customers answer by themselves', permission, params: sandboxAccountParams, body: updateSandboxAccountBody, response: sandboxAccount, errors: [...missing, 'sandbox_refused'] }, updateSandboxAccount);
stream('GET', '/sandbox/phones', { summary: 'List the customers’ phones, newest change first', permission, query: listPhonesQuery, response: phoneList, errors: [...away] }, listPhones);
stream('GET', '/sandbox/phones/:number', { summary: 'Get a customer’s phone with its messages', permission, params: phoneParams, response: phoneDetails, errors: [...missing] }, getPhone);
stream('PUT', '/sandbox/phones/:number', { summary: 'Make a phone, name it, put it on- or offline', permission, params: phoneParams, body: updatePhoneBody, response: listedPhone, errors: [...missing] }, putPhone);
stream('POST', '/sandbox/phones/:number/messages', { summary: 'Write to a channel as the customer', permission, params: phoneParams, body: phoneAnswerBody, response: phoneMessage, errors: [...missing, 'sandbox_refused'] }, answerFromPhone);
stream('POST', '/sandbox/phones/:number/pictures', { summary: 'Send a picture to a channel as the customer', permission, params: phoneParams, query: phonePictureQuery, upload: true, response: phoneMessage, errors: [...missing, 'sandbox_refused', 'upload_missing', 'file_type_refused', 'file_too_large'] }, sendPictureFromPhone);
stream('POST', '/sandbox/phones/:number/block', { summary: 'Block a channel as the customer', permission, params: phoneParams, body: phoneBlockBody, response: listedPhone, errors: [...missing] }, blockFromPhone);
stream('GET', '/sandbox/pictures/:picture', { summary: 'Get a picture on a phone', permission, params: pictureParams, download: true, response: z.unknown(), errors: [...missing] }, getPhonePicture);

export const routes = list;
