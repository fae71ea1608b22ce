import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDescribe } from '../../app/window-context.ts';
import type { Problem } from '../../../shared/problems.ts';
import { Icon } from '../../ui/icon.tsx';

/** Why an account could not be connected; null while nothing was refused. */
export type Refusal = Problem | 'no-answer' | null;

/** Where a token is written, unseen. `hint` is the id of the `TokenHint` that belongs to it. */
export function TokenField({
  id,
  hint,
  token,
  refused,
  placeholder,
  onChange,
}: {
  id: string;
  hint: string;
  token: string;
  refused: Refusal;
  placeholder: string;
  onChange: (token: string) => void;
}): ReactNode {
  return (
    <div className="field">
      <Icon name="key" />
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        aria-describedby={hint}
        aria-invalid={refused !== null}
        value={token}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}

/** What becomes of the token, or why it was refused and what to do. */
export function TokenHint({ id, refused, children }: { id: string; refused: Refusal; children: string }): ReactNode {
  const { t } = useTranslation();
  const describe = useDescribe();
  const words = refused === null || refused === 'no-answer' ? null : describe(refused);
  return (
    <p className={refused === null ? 'hint' : 'hint bad'} id={id} role={refused === null ? undefined : 'alert'}>
      {refused === null ? children : words === null ? t('connection.noAnswer') : `${words.what} ${words.next}`}
    </p>
  );
}
