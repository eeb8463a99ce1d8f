import { useQuery } from '@tanstack/react-query';
import { templateVariables, type TemplateVariable } from '@parley/contract/template-syntax';
import { useEditorTexts } from './editor-texts.ts';
import { attributesQuery } from './template-queries.ts';

export interface Variable {
  /** As it is written: `firstName`, `custom.size`. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

const builtIn = Object.keys(templateVariables) as TemplateVariable[];

/** What a text may say: the built-in ones, then the organization's own fields with an example. */
export function useVariables(): readonly Variable[] {
  const e = useEditorTexts();
  const attributes = useQuery(attributesQuery);
  return [
    ...builtIn.map((name) => ({ name, label: e(`var_${name}`), hint: name })),
    ...(attributes.data?.data ?? []).map(({ key, example }) => ({ name: `custom.${key}`, label: key, hint: example })),
  ];
}
