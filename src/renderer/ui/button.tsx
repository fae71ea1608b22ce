import type { ComponentProps, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  /** `primary`: the one thing to do next. `needs-you`: a decision. `quiet`: without a frame. */
  look?: 'plain' | 'primary' | 'needs-you' | 'quiet';
  size?: 'small' | 'normal' | 'big';
  icon?: IconName;
  /** After the words. */
  iconAtEnd?: IconName;
}

const looks = { plain: '', primary: ' pri', 'needs-you': ' you', quiet: ' quiet' };
const sizes = { small: ' sm', normal: '', big: ' big' };

/** A button with words; a verb, and what it costs where it costs something. */
export function Button({
  look = 'plain',
  size = 'normal',
  icon,
  iconAtEnd,
  className = '',
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button type="button" className={`btn${looks[look]}${sizes[size]} ${className}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {iconAtEnd && <Icon name={iconAtEnd} />}
    </button>
  );
}

/** A button that is only an icon: `label` is its name, and shown on hover with `keys`, its shortcut. */
export function IconButton({
  icon,
  label,
  keys,
  look = 'quiet',
  size = 'small',
  className = '',
  ...rest
}: Omit<ComponentProps<'button'>, 'type' | 'children' | 'aria-label' | 'title'> & {
  icon: IconName;
  label: string;
  keys?: string;
  look?: 'plain' | 'quiet';
  size?: 'small' | 'normal';
}): ReactNode {
  return (
    <button
      type="button"
      className={`btn icon${looks[look]}${sizes[size]} ${className}`}
      aria-label={label}
      title={keys === undefined ? label : `${label}  ${keys}`}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
