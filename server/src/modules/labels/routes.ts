import { createLabelBody, label, labelList, updateLabelBody } from '@parley/contract/labels';
import { idParams } from '@parley/contract/page';
import { z } from 'zod';
import { routesOf } from '#platform/http/route';
import { createLabel } from './create-label.ts';
import { deleteLabel } from './delete-label.ts';
import { listLabels } from './list-labels.ts';
import { updateLabel } from './update-label.ts';

const { get, post, patch, remove, list } = routesOf('labels');

get(
  '/labels',
  { summary: 'List labels by name', permission: 'conversations:read', response: labelList },
  listLabels,
);
post(
  '/labels',
  {
    summary: 'Create a label',
    permission: 'labels:write',
    body: createLabelBody,
    response: label,
    status: 201,
    errors: ['label_name_taken'],
  },
  createLabel,
);
patch(
  '/labels/:id',
  {
    summary: 'Rename a label or change its colour',
    permission: 'labels:write',
    params: idParams,
    body: updateLabelBody,
    response: label,
    errors: ['record_missing', 'label_name_taken'],
  },
  updateLabel,
);
remove(
  '/labels/:id',
  {
    summary: 'Delete a label and take it off every conversation',
    permission: 'labels:write',
    params: idParams,
    response: z.object({ deleted: z.literal(true) }),
    errors: ['record_missing'],
  },
  deleteLabel,
);

export const routes = list;
