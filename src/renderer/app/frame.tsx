import { useEffect, useState, type ReactNode } from 'react';
import { BatchesScreen } from '../features/batches/batches-screen.tsx';
import { CreditsScreen } from '../features/credits/credits-screen.tsx';
import { IntakeScreen } from '../features/intake/intake-screen.tsx';
import { QueueScreen } from '../features/queue/queue-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { screens, type Screen } from '../../shared/place.ts';
import { Announcer } from './announcer.tsx';
import { Banners } from './banners.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { useKeepFocus } from './keep-focus.ts';
import { hasModifier, isTyping } from './keys.ts';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { ToastList } from './toast-list.tsx';
import { usePlace } from './window-context.ts';

const screenOf: Record<Screen, () => ReactNode> = {
  intake: IntakeScreen,
  queue: QueueScreen,
  batches: BatchesScreen,
  credits: CreditsScreen,
  settings: SettingsScreen,
};

/** What stays on every screen: rail, header, banners; and what opens over each: palette, help, toasts. */
export function Frame(): ReactNode {
  const { screen, go } = usePlace();
  const [over, setOver] = useState<'palette' | 'help' | null>(null);
  const Shown = screenOf[screen];
  useKeepFocus();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (hasModifier(event) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOver('palette');
      } else if (event.key === '?' && !isTyping(event.target)) {
        setOver('help');
      } else if (event.altKey && /^Digit[1-5]$/.test(event.code)) {
        const wanted = screens[Number(event.code.slice(-1)) - 1];
        if (wanted !== undefined) {
          event.preventDefault();
          go(wanted);
        }
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [go]);
  return (
    <div className="app">
      <Rail />
      <main className="main" tabIndex={-1}>
        <Header />
        <Banners />
        <Shown />
      </main>
      <Announcer />
      <ToastList />
      {over === 'palette' && <Palette onClose={() => setOver(null)} onHelp={() => setOver('help')} />}
      {over === 'help' && <Help onClose={() => setOver(null)} />}
    </div>
  );
}
