import { useState } from 'react';
import { setLanguage, useLanguage } from '#lib/i18n';
import { setTheme, themes, useTheme } from '#lib/theme';
import { Segments } from '#ui/tabs';
import { ControlSamples } from './control-samples.tsx';
import { MarkSamples } from './mark-samples.tsx';
import { OverlaySamples } from './overlay-samples.tsx';
import { StateSamples } from './state-samples.tsx';

/** Every component in every state, in one place, to compare and to catch what broke. Words here are English only. */
export function DesignPage() {
  const theme = useTheme();
  const language = useLanguage();
  const [dense, setDense] = useState<'normal' | 'narrow'>('normal');
  return (
    <main className="safe-frame h-dvh overflow-y-auto bg-surface">
      <header className="sticky top-0 z-10 flex min-h-12 flex-wrap items-center gap-4 border-b bg-surface px-6">
        <h1 className="flex-1 text-16 font-semibold">Components</h1>
        <Segments
          label="Width"
          value={dense}
          onChange={setDense}
          options={[
            { value: 'normal', label: 'Wide' },
            { value: 'narrow', label: '375 px' },
          ]}
        />
        <Segments
          label="Theme"
          value={theme}
          onChange={setTheme}
          options={themes.map((value) => ({ value, label: value }))}
        />
        <Segments
          label="Language"
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'en', label: 'English' },
            { value: 'ru', label: 'Русский' },
          ]}
        />
      </header>
      <div className="mx-auto flex flex-col gap-8 p-6" style={{ maxWidth: dense === 'narrow' ? 375 : 1080 }}>
        <ControlSamples />
        <MarkSamples />
        <OverlaySamples />
        <StateSamples />
      </div>
    </main>
  );
}
