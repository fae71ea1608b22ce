import { checkKeys, Emitter, onlyThis } from './part.ts';

const options = [
  'id',
  'label',
  'sublabel',
  'toolTip',
  'type',
  'role',
  'accelerator',
  'registerAccelerator',
  'icon',
  'enabled',
  'visible',
  'checked',
  'submenu',
  'click',
] as const satisfies readonly (keyof Electron.MenuItemConstructorOptions)[];
type ItemOptions = Pick<Electron.MenuItemConstructorOptions, (typeof options)[number]>;

/** What a test sees of an item. */
export interface ItemView {
  label: string;
  role: string | null;
  accelerator: string | null;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  items: ItemView[];
}

export class MenuItem {
  readonly id: string | undefined;
  label: string;
  readonly role: string | null;
  readonly type: string;
  readonly accelerator: string | null;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  private readonly onClick: (() => void) | null;

  constructor(given: ItemOptions) {
    checkKeys('MenuItem', given, options);
    this.id = given.id;
    this.role = given.role ?? null;
    // Electron writes the labels of roles itself; here the role stands for it.
    this.label = given.label ?? given.role ?? '';
    this.type = given.type ?? (given.submenu === undefined ? 'normal' : 'submenu');
    this.accelerator = typeof given.accelerator === 'string' ? given.accelerator : null;
    this.submenu = Array.isArray(given.submenu) ? Menu.buildFromTemplate(given.submenu) : undefined;
    this.enabled = given.enabled ?? true;
    this.visible = given.visible ?? true;
    this.checked = given.checked ?? false;
    const { click } = given;
    // Of what Electron gives to `click`, the stand-in has nothing to give.
    this.onClick = click === undefined ? null : () => void Reflect.apply(click, undefined, []);
    return onlyThis<MenuItem>('MenuItem', this);
  }

  /** The person chooses it. */
  choose(): void {
    if (!this.enabled || !this.visible) throw new Error(`“${this.label}” cannot be chosen now.`);
    if (this.onClick === null) throw new Error(`The stand-in cannot do what the role “${this.role ?? ''}” does.`);
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.onClick();
  }
  view(): ItemView {
    const { label, role, accelerator, enabled, visible, checked } = this;
    return { label, role, accelerator, enabled, visible, checked, items: this.submenu?.view() ?? [] };
  }
}

export class Menu extends Emitter<{ 'menu-will-show': []; 'menu-will-close': [] }> {
  readonly items: MenuItem[] = [];

  constructor() {
    super('Menu', { 'menu-will-show': true, 'menu-will-close': true });
    return onlyThis<Menu>('Menu', this);
  }
  static buildFromTemplate(template: ItemOptions[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.items.push(item instanceof MenuItem ? item : new MenuItem(item));
    return menu;
  }
  append(item: MenuItem): void {
    this.items.push(item);
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
  view(): ItemView[] {
    return this.items.filter(({ type }) => type !== 'separator').map((item) => item.view());
  }

  /** The person follows the labels, from the menu down to an item. */
  choose([label = '', ...rest]: readonly string[]): void {
    const item = this.items.find((each) => each.label.replaceAll('&', '') === label);
    if (item === undefined)
      throw new Error(`There is no “${label}” among ${this.items.map((each) => each.label).join(', ')}`);
    if (rest.length === 0) item.choose();
    else if (item.submenu === undefined) throw new Error(`“${label}” has no menu of its own.`);
    else item.submenu.choose(rest);
  }
}

export interface MenuClass {
  new (): Menu;
  buildFromTemplate: (template: ItemOptions[]) => Menu;
  setApplicationMenu: (menu: Menu | null) => void;
  getApplicationMenu: () => Menu | null;
}

/** The class `Menu` with the application's one menu, which `current` gives. */
export function createMenu(): { Menu: MenuClass; current: () => Menu | null } {
  let current: Menu | null = null;
  class ApplicationMenu extends Menu {
    static setApplicationMenu(menu: Menu | null): void {
      current = menu;
    }
    static getApplicationMenu(): Menu | null {
      return current;
    }
  }
  return { Menu: onlyThis<MenuClass>('Menu', ApplicationMenu), current: () => current };
}
