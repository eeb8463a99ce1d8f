import { smsParts } from '@parley/contract/sms-text';
import {
  renderTemplate,
  type RenderContext,
  type TemplateToken,
  type TemplateValues,
} from '@parley/contract/template-syntax';
import type { previewTemplateBody, TemplateItem, TemplatePreview } from '@parley/contract/templates';
import type { z } from 'zod';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { parseItems, warnOfUnseenAttributes } from './check-items.ts';
import { getSpeaker, listTemplateContacts, type TemplateContact } from './template-queries.ts';

type Preview = TemplatePreview['previews'][number];
type Items = readonly (readonly TemplateToken[])[];

/**
 * What chosen contacts would read, or somebody made up. Throws `request_invalid` with each malformed variable and its
 * place, and `record_missing` when one of the contacts is not there.
 */
export async function previewTemplate(ctx: Ctx, input: z.output<typeof previewTemplateBody>): Promise<TemplatePreview> {
  const items = parseItems(input.items);
  if (input.contactIds.length > 0) {
    const previews = await renderForContacts(ctx, input.items, input.contactIds);
    return { previews, warnings: await warnOfUnseenAttributes(ctx, items) };
  }
  const { render, language } = await renderer(ctx, items);
  const previews = [render(null, { ...samples[language], ...input.values } as TemplateValues)];
  return { previews, warnings: await warnOfUnseenAttributes(ctx, items) };
}

/** What these people would read, in the order given. Throws `record_missing` when one of them is not there. */
export async function renderForContacts(
  ctx: Ctx,
  items: readonly TemplateItem[],
  contactIds: readonly string[],
): Promise<Preview[]> {
  const { render } = await renderer(ctx, parseItems(items));
  return (await chosenContacts(ctx, contactIds)).map((contact) => render(contact, valuesOf(contact)));
}

async function renderer(ctx: Ctx, items: Items) {
  const { name, language, time_zone: timeZone } = await getSpeaker(ctx.db, ctx.actor.organizationId);
  const render = (contact: { id: string; display_name: string } | null, values: TemplateValues): Preview =>
    previewOf(contact, items, { ...values, agentName: name }, { language, timeZone, now: ctx.clock.now() });
  return { render, language };
}

async function chosenContacts(ctx: Ctx, ids: readonly string[]): Promise<TemplateContact[]> {
  if (ids.length === 0) return [];
  const found = new Map(
    (await listTemplateContacts(ctx.db, ctx.actor.organizationId, ids)).map((contact) => [contact.id, contact]),
  );
  return ids.map((id) => {
    const contact = found.get(id);
    if (!contact) throw new AppError('record_missing', { details: { what: 'contact' } });
    return contact;
  });
}

function valuesOf(contact: TemplateContact): TemplateValues {
  return {
    firstName: contact.first_name,
    lastName: contact.last_name,
    middleName: contact.middle_name,
    fullName: contact.display_name,
    phone: contact.phone,
    email: contact.email,
    company: contact.company,
    city: contact.city,
    custom: contact.attributes,
  };
}

function previewOf(
  contact: { id: string; display_name: string } | null,
  items: Items,
  values: TemplateValues,
  context: RenderContext,
): Preview {
  return {
    contactId: contact?.id ?? null,
    displayName: contact?.display_name ?? null,
    items: items.map((tokens) => {
      const { text, missing } = renderTemplate(tokens, values, context);
      const spans = tokens.map((token) => ({
        text: renderTemplate([token], values, context).text,
        variable: token.kind === 'variable' ? token.name : null,
      }));
      return { text, spans, emptyVariables: [...new Set(missing)], sms: { ...smsParts(text) } };
    }),
  };
}

const samples = {
  en: {
    firstName: 'Anna',
    lastName: 'Clark',
    middleName: 'Jane',
    fullName: 'Anna Clark',
    phone: '+15046218927',
    email: 'anna@example.com',
    company: 'Clark & Co',
    city: 'New Orleans',
  },
  ru: {
    firstName: 'Анна',
    lastName: 'Иванова',
    middleName: 'Петровна',
    fullName: 'Анна Иванова',
    phone: '+79161234567',
    email: 'anna@example.com',
    company: 'Ромашка',
    city: 'Пермь',
  },
} as const;
