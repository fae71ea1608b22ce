import { Menu } from '@mantine/core';
import { Fragment, type ComponentProps, type ReactElement, type ReactNode } from 'react';

export interface MenuEntry {
  label: string;
  /** What follows from it, in a second line. */
  hint?: string;
  keys?: string;
  disabled?: boolean;
  /** Of a choice: whether it is the chosen one. */
  checked?: boolean;
  onSelect: () => void;
}

/** A menu that opens at `children`, its button. `groups` are parted by lines; empty ones are left out. */
export function ActionMenu({
  groups,
  children,
}: {
  groups: readonly (readonly MenuEntry[])[];
  children: ReactElement;
}): ReactNode {
  return (
    <Menu
      unstyled
      position="bottom-end"
      offset={4}
      transitionProps={{ duration: 0 }}
      width={248}
      shadow="none"
      // In the page's landmark, and with nothing in it that is no entry: what assistive technology expects of a menu.
      portalProps={{ target: 'main' }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown className="menu">
        {groups
          .filter((group) => group.length > 0)
          .map((group, index) => (
            <Fragment key={group[0]?.label}>
              {index > 0 && <Menu.Divider className="menu-line" role="separator" />}
              {group.map(({ label, hint, keys, disabled = false, checked, onSelect }) => (
                <Menu.Item
                  key={label}
                  className="menu-item"
                  disabled={disabled}
                  onClick={onSelect}
                  {...(checked === undefined ? {} : { renderRoot: choice(checked) })}
                >
                  <span>
                    {label}
                    {hint !== undefined && <small>{hint}</small>}
                  </span>
                  {keys !== undefined && <kbd>{keys}</kbd>}
                </Menu.Item>
              ))}
            </Fragment>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Mantine gives each entry the role of a plain one, which has no check. */
function choice(checked: boolean): (props: ComponentProps<'button'>) => ReactNode {
  return (props) => <button {...props} role="menuitemradio" aria-checked={checked} />;
}
