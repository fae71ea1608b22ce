import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../app/window-context.ts';

/** Those that most dubs are in; any other can be typed. */
const common = 'en es es-419 fr fr-CA de it pt-BR pt nl pl tr ru uk ar he hi ja ko zh zh-TW id vi th'.split(' ');

/**
 * Asks for a language beside `anchor`: one of the intake's own, a common one, or any tag that is typed. `onPick` gets
 * null for none.
 */
export function LanguagePicker({
  anchor,
  used,
  clips,
  onPick,
  onClose,
}: {
  anchor: Element;
  used: readonly string[];
  /** How many clips it is for. */
  clips: number;
  onPick: (language: string | null) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { left, right, bottom, top } = anchor.getBoundingClientRect();
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const isRightToLeft = getComputedStyle(element).direction === 'rtl';
    element.style.left = `${Math.max(8, Math.min(isRightToLeft ? right - width : left, innerWidth - width - 8))}px`;
    element.style.top = `${bottom + height + 4 > innerHeight ? Math.max(8, top - height - 4) : bottom + 4}px`;
    field.current?.focus();
  }, [anchor]);

  const tags = [...new Set([...used, ...common])];
  const wanted = typed.trim().toLowerCase();
  const options: { language: string | null; label: string }[] = tags
    .map((language) => ({ language, label: formats.language(language) }))
    .filter(({ language, label }) => language.toLowerCase().startsWith(wanted) || label.toLowerCase().includes(wanted));
  if (wanted === '') options.push({ language: null, label: t('intake.noLanguage') });
  else if (!tags.some((tag) => tag.toLowerCase() === wanted))
    options.push({ language: typed.trim(), label: t('intake.useTag') });
  const at = Math.min(chosen, options.length - 1);

  const pick = (language: string | null | undefined): void => {
    if (language === undefined) return;
    box.current?.hidePopover();
    onPick(language);
  };
  const onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (at + step + options.length) % Math.max(1, options.length);
      setChosen(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      pick(options[at]?.language);
    } else if (event.key === 'Tab') {
      box.current?.hidePopover();
    }
  };
  const label = t('intake.languageOf', { count: clips });
  return (
    <div
      ref={box}
      popover="auto"
      className="float"
      style={{ position: 'fixed', inset: 'auto' }}
      onToggle={({ newState }) => {
        if (newState === 'closed') onClose();
      }}
    >
      <div className="field">
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={`${list}-${at}`}
          aria-label={label}
          placeholder={t('intake.languagePlaceholder')}
          spellCheck={false}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div className="list" id={list} role="listbox" aria-label={label} tabIndex={-1}>
        {options.map(({ language, label: name }, index) => (
          <div
            key={language ?? 'none'}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setChosen(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(language)}
          >
            <span>{name}</span>
            <i>{language ?? ''}</i>
          </div>
        ))}
      </div>
    </div>
  );
}
