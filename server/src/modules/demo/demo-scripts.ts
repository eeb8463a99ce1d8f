import type { Language } from '@parley/contract/errors';
import { englishScript } from './demo-script-en.ts';
import { russianScript } from './demo-script-ru.ts';
import type { DemoScript } from './demo-script.ts';

export const demoScripts: Readonly<Record<Language, DemoScript>> = { en: englishScript, ru: russianScript };
