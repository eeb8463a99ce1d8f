/** `/` offers templates in a reply, `@` members in a note: what is offered, and what choosing one does to the text. */
import { useQuery } from '@tanstack/react-query';
import type { Template, TemplatePreview } from '@parley/contract/templates';
import { useEffect, useState } from 'react';
import { api, type Page } from '#lib/api';
import { toast } from '#lib/toasts';
import { useDebounced } from '#lib/use-debounced';
import type { Suggestion } from './suggest.tsx';
import { suggestionAt } from './suggestion-at.ts';
import { useThreadTexts } from './thread-texts.ts';

export interface Suggestions {
  readonly kind: 'template' | 'member';
  readonly items: readonly Suggestion[];
  readonly active: number;
  readonly move: (by: number) => void;
  readonly choose: (index: number) => void;
  readonly dismiss: () => void;
}

interface Options {
  readonly text: string;
  readonly caret: number;
  readonly kind: 'reply' | 'note';
  readonly contactId: string;
  readonly members: readonly { readonly id: string; readonly name: string }[];
  /** Puts a text between two places of the old one. */
  readonly replace: (start: number, end: number, by: string) => void;
}

export function useSuggestions({ text, caret, kind, contactId, members, replace }: Options): Suggestions | null {
  const t = useThreadTexts();
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const found = suggestionAt(text, caret, kind === 'note' ? '@' : '/');
  const query = found?.query ?? '';
  const templates = useTemplates(kind === 'reply' && found !== null, query);
  useEffect(() => setActive(0), [query]);
  useEffect(() => {
    if (found === null) setDismissed(null);
  }, [found]);
  if (found === null || dismissed === found.start) return null;
  const people = members.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())).slice(0, 8);
  const items: readonly Suggestion[] =
    kind === 'note'
      ? people.map(({ id, name }) => ({ id, label: name }))
      : templates.map(({ id, name, items: [first] }) => ({ id, label: name, hint: first?.text ?? '' }));
  const choose = (index: number): void => {
    const chosen = items[index];
    if (!chosen) return;
    if (kind === 'note') {
      replace(found.start, caret, `@${chosen.label} `);
      return;
    }
    const template = templates.find(({ id }) => id === chosen.id);
    if (template) void insertTemplate(template, contactId, t, (body) => replace(found.start, caret, body));
  };
  return {
    kind: kind === 'note' ? 'member' : 'template',
    items,
    active: Math.min(active, Math.max(0, items.length - 1)),
    move: (by) => setActive((index) => (items.length === 0 ? 0 : (index + by + items.length) % items.length)),
    choose,
    dismiss: () => setDismissed(found.start),
  };
}

function useTemplates(enabled: boolean, query: string): readonly Template[] {
  const search = useDebounced(query, 120);
  const { data } = useQuery({
    queryKey: ['templates', 'insert', search],
    queryFn: ({ signal }) => api.get<Page<Template>>('/templates', { query: { search, limit: 20 }, signal }),
    enabled,
    placeholderData: (before) => before,
  });
  return enabled ? (data?.data ?? []) : [];
}

/** The template as this person would get it; variables without a value are named, and stay as they are for the writer to see. */
async function insertTemplate(
  template: Template,
  contactId: string,
  t: ReturnType<typeof useThreadTexts>,
  insert: (text: string) => void,
): Promise<void> {
  try {
    const { previews } = await api.post<TemplatePreview>('/templates/preview', {
      items: template.items,
      contactIds: [contactId],
    });
    const rendered = previews[0]?.items[0];
    if (!rendered) return;
    insert(rendered.text);
    const { emptyVariables } = rendered;
    if (emptyVariables.length > 0)
      toast(t('template_empty', { count: emptyVariables.length, names: emptyVariables.join(', ') }), {
        tone: 'danger',
      });
  } catch (error) {
    toast((error as Error).message, { tone: 'danger' });
  }
}
