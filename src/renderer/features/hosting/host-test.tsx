import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk, useClient, useDescribe } from '../../app/window-context.ts';
import type { HostFinding } from '../../../shared/contract/hosting.ts';
import { Button } from '../../ui/button.tsx';

/** What the last test of the host found; `running` while one is under way, null before the first. */
export type HostTest = HostFinding[] | 'running' | null;

/** The test of the host that is set, and how to run it. */
export function useHostTest(): { test: HostTest; run: () => Promise<void> } {
  const client = useClient();
  const ask = useAsk();
  const [test, setTest] = useState<HostTest>(null);
  return {
    test,
    async run() {
      setTest('running');
      const answer = await ask(() => client.hosting.test());
      setTest(answer?.answer.findings ?? null);
    },
  };
}

/** The button that tests the host, and each thing that was tried with what is wrong and what to do. */
export function HostTestResult({ test, onRun }: { test: HostTest; onRun: () => void }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  return (
    <div className="host-test">
      <Button disabled={test === 'running'} aria-busy={test === 'running'} onClick={onRun}>
        {t(test === 'running' ? 'settings.hosting.testing' : 'settings.hosting.test')}
      </Button>
      <ul aria-live="polite" aria-label={t('settings.hosting.findings')}>
        {(test === 'running' ? [] : (test ?? [])).map(({ step, problem }) => {
          const words = problem && describe(problem);
          return (
            <li key={step} className={words === null ? 'works' : 'fails'}>
              <span aria-hidden="true">{words === null ? '✓' : '✕'}</span>
              <p>
                {words === null ? t(`settings.hosting.works.${step}`) : words.what}
                {words !== null && <span className="t2"> {words.next}</span>}
              </p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
