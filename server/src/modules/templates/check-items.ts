import type { Fault } from '@parley/contract/fault';
import {
  parseTemplate,
  templateErrorText,
  type TemplateError,
  type TemplateToken,
} from '@parley/contract/template-syntax';
import type { TemplateItem } from '@parley/contract/templates';
import type { Ctx } from '#platform/context';
import { AppError } from '#platform/errors';
import { listUnseenAttributes } from './template-queries.ts';

/** The tokens of each item. Throws `request_invalid` with every fault of every item and where it stands. */
export function parseItems(items: readonly TemplateItem[]): (readonly TemplateToken[])[] {
  const parsed = items.map((item) => parseTemplate(item.text));
  const fields = parsed.flatMap(({ errors }, index) => errors.map((error) => faultOf(error, index)));
  if (fields.length > 0) throw new AppError('request_invalid', { fields });
  return parsed.map(({ tokens }) => tokens);
}

function faultOf(error: TemplateError, index: number): Fault {
  const { code, line, column } = error;
  return {
    path: `items.${index}.text`,
    rule: code,
    en: `Line ${line}, character ${column}: ${templateErrorText(error, 'en')}`,
    ru: `Строка ${line}, символ ${column}: ${templateErrorText(error, 'ru')}`,
  };
}

/** Attributes are the organization's own words and need not exist yet, so one that nobody has is no fault. */
export async function warnOfUnseenAttributes(ctx: Ctx, items: readonly (readonly TemplateToken[])[]): Promise<Fault[]> {
  const used = items.flatMap((tokens, index) =>
    tokens.flatMap((token) => (token.kind === 'variable' ? [{ token, index }] : [])),
  );
  const keys = new Set(used.flatMap(({ token }) => attributeOf(token.name) ?? []));
  if (keys.size === 0) return [];
  const unseen = new Set(await listUnseenAttributes(ctx.db, ctx.actor.organizationId, [...keys]));
  return used
    .filter(({ token }) => unseen.has(attributeOf(token.name) ?? ''))
    .map(({ token: { name, line, column }, index }) => ({
      path: `items.${index}.text`,
      rule: 'attribute_unseen',
      en: `Line ${line}, character ${column}: none of your newest contacts has the attribute “${attributeOf(name)}”.`,
      ru: `Строка ${line}, символ ${column}: ни у одного из новых контактов нет поля «${attributeOf(name)}».`,
    }));
}

function attributeOf(variable: string): string | null {
  return variable.startsWith('custom.') ? variable.slice('custom.'.length) : null;
}
