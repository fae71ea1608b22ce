import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../app/window-context.ts';

/** A number that is kept when the field is left or Enter is pressed. What is out of range is said, and not kept. */
export function NumberField({
  name,
  unit,
  value,
  least,
  most,
  hint,
  onSave,
}: {
  name: string;
  unit: string;
  value: number;
  least: number;
  most: number;
  hint?: string;
  onSave: (value: number) => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const [typed, setTyped] = useState<string | null>(null);
  const field = useId();
  const described = useId();
  const number = typed === null ? value : Number(typed);
  const fits = typed === null || (typed.trim() !== '' && number >= least && number <= most);
  const keep = (): void => {
    if (!fits) return;
    if (typed !== null && number !== value) onSave(number);
    setTyped(null);
  };
  return (
    <>
      <label htmlFor={field}>{name}</label>
      <div>
        <div className="field short">
          <input
            id={field}
            inputMode="decimal"
            value={typed ?? String(value)}
            aria-describedby={described}
            aria-invalid={!fits}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={keep}
            onKeyDown={({ key }) => {
              if (key === 'Enter') keep();
              if (key === 'Escape') setTyped(null);
            }}
          />
          <span>{unit}</span>
        </div>
        <p className={fits ? 'hint' : 'hint bad'} id={described} role={fits ? undefined : 'alert'}>
          {fits ? (hint ?? '') : t('settings.outOfRange', { least: formats.number(least), most: formats.number(most) })}
        </p>
      </div>
    </>
  );
}

/** A text that is kept when the field is left or Enter is pressed; empty is null. What cannot be used is said, and not kept. */
export function TextSetting({
  name,
  value,
  hint,
  wrong,
  placeholder,
  isUsable,
  onSave,
}: {
  name: string;
  value: string | null;
  hint: string;
  /** Says what is wrong with a text that cannot be used. */
  wrong: string;
  placeholder: string;
  isUsable: (text: string) => boolean;
  onSave: (value: string | null) => Promise<boolean>;
}): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const field = useId();
  const described = useId();
  const text = (typed ?? value ?? '').trim();
  const fits = text === '' || isUsable(text);
  const keep = async (): Promise<void> => {
    if (typed === null || !fits) return;
    const wanted = text === '' ? null : text;
    if (wanted === value || (await onSave(wanted))) setTyped(null);
  };
  return (
    <>
      <label htmlFor={field}>{name}</label>
      <div>
        <div className="field">
          <input
            id={field}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            aria-describedby={described}
            aria-invalid={!fits}
            value={typed ?? value ?? ''}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => void keep()}
            onKeyDown={({ key }) => {
              if (key === 'Enter') void keep();
              if (key === 'Escape') setTyped(null);
            }}
          />
        </div>
        <p className={fits ? 'hint' : 'hint bad'} id={described} role={fits ? undefined : 'alert'}>
          {fits ? hint : wrong}
        </p>
      </div>
    </>
  );
}

/** One of a few, each in sight. */
export function Choice<Value extends string>({
  name,
  options,
  value,
  onSave,
}: {
  name: string;
  options: readonly { value: Value; label: string; lang?: string }[];
  value: Value;
  onSave: (value: Value) => void;
}): ReactNode {
  const group = useId();
  return (
    <>
      <span className="l" id={group}>
        {name}
      </span>
      <div className="choices" role="radiogroup" aria-labelledby={group}>
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input type="radio" name={group} checked={option.value === value} onChange={() => onSave(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </>
  );
}
