import { MantineProvider } from '@mantine/core';
import type { i18n } from 'i18next';
import { useEffect, useMemo, type ReactNode } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IntakeDrops } from '../features/intake/add-files.tsx';
import { WelcomeScreen } from '../features/welcome/welcome-screen.tsx';
import { createFormats } from '../i18n/formats.ts';
import { chooseLanguage, localeOf } from '../i18n/i18n.ts';
import { Logo } from '../ui/icon.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { Frame } from './frame.tsx';
import { FormatsContext, useWindow, WindowContext, type WindowParts } from './window-context.ts';

/** The whole window. */
export function App({ parts, texts }: { parts: WindowParts; texts: i18n }): ReactNode {
  return (
    <I18nextProvider i18n={texts}>
      {/* Mantine gives behaviour (focus, keys, places of what opens); the looks are ours, and its style elements would
          be refused by the page's policy. */}
      <MantineProvider withCssVariables={false} withGlobalClasses={false} deduplicateCssVariables={false}>
        <WindowContext value={parts}>
          <Appearance />
          <FaultBoundary>
            <Formatted>
              <Content />
            </Formatted>
          </FaultBoundary>
        </WindowContext>
      </MantineProvider>
    </I18nextProvider>
  );
}

/** Numbers and dates in the language that shows. */
function Formatted({ children }: { children: ReactNode }): ReactNode {
  const { i18n: texts } = useTranslation();
  const language = texts.language === 'zh-CN' ? 'zh-CN' : 'en';
  const formats = useMemo(() => createFormats(localeOf(language, navigator.languages)), [language]);
  return <FormatsContext value={formats}>{children}</FormatsContext>;
}

function Content(): ReactNode {
  const { mirror } = useWindow();
  const stage = useStore(mirror.store, ({ app }) =>
    app === null ? 'opening' : app.preferences.welcomed ? 'frame' : 'welcome',
  );
  if (stage === 'opening') return <Opening />;
  return stage === 'welcome' ? (
    <WelcomeScreen />
  ) : (
    <IntakeDrops>
      <Frame />
    </IntakeDrops>
  );
}

/** Until the first snapshot is there: usually too short to be seen. */
function Opening(): ReactNode {
  const { t } = useTranslation();
  return (
    <main className="opening">
      <Logo />
      <p role="status">{t('connection.opening')}</p>
    </main>
  );
}

/** Puts the person's taste, and the language, on the page itself. */
function Appearance(): ReactNode {
  const { mirror } = useWindow();
  const { i18n: texts } = useTranslation();
  const preferences = useStore(mirror.store, ({ app }) => app?.preferences ?? null);
  const language = chooseLanguage(preferences?.language ?? null, navigator.languages);
  const appearance = preferences?.appearance ?? 'system';
  const compact = preferences?.compactRows ?? false;
  useEffect(() => {
    const page = document.documentElement;
    page.lang = language;
    if (appearance === 'system') delete page.dataset['theme'];
    else page.dataset['theme'] = appearance;
    if (compact) page.dataset['rows'] = 'compact';
    else delete page.dataset['rows'];
    if (texts.language !== language) void texts.changeLanguage(language);
  }, [texts, language, appearance, compact]);
  return null;
}
