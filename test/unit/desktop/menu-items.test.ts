import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/shared/place.ts';
import { menuItems, type MenuState } from '../../../src/main/desktop/menu-items.ts';
import { wordsFor } from '../../../src/main/desktop/words.ts';

const done: unknown[] = [];
const actions = {
  go: (place: Place) => void done.push(place.screen),
  addFiles: () => void done.push('files'),
  addFolder: () => void done.push('folder'),
  pause: () => void done.push('pause'),
  resume: () => void done.push('resume'),
  openWebsite: () => void done.push('website'),
};
const usual: MenuState = { paused: false, isMac: false, isPackaged: true };

/** All items of the menus, without what separates them. */
function itemsOf(state: Partial<MenuState> = {}, language: 'en' | 'zh-CN' = 'en'): MenuItemConstructorOptions[] {
  const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
  return flat(menuItems(wordsFor(language, 'en'), { ...usual, ...state }, actions)).filter(
    ({ type }) => type !== 'separator',
  );
}
const roles = (items: MenuItemConstructorOptions[]): unknown[] => items.flatMap(({ role }) => role ?? []);

describe('the application’s menu', () => {
  it.each([true, false])('speaks the person’s language everywhere (macOS: %s)', (isMac) => {
    const chinese = itemsOf({ isMac }, 'zh-CN');
    // macOS names the first menu after the program.
    const named = chinese.filter(({ role }) => role !== 'appMenu');
    expect(
      named.filter(({ label }) => !/\p{Script=Han}/u.test(label ?? '')).map(({ role, label }) => role ?? label),
    ).toEqual([]);
    expect(itemsOf({ isMac }).filter(({ role, label }) => role !== 'appMenu' && !label)).toEqual([]);
  });

  it('has on macOS what belongs there: settings and quitting under the program’s name, and a window menu', () => {
    const [application, file] = menuItems(wordsFor('en', 'en'), { ...usual, isMac: true }, actions);
    expect(application).toMatchObject({ role: 'appMenu' });
    const own = Array.isArray(application?.submenu) ? application.submenu : [];
    expect(own.map(({ role, accelerator }) => role ?? accelerator).filter(Boolean)).toEqual([
      'about',
      'CmdOrCtrl+,',
      'services',
      'hide',
      'hideOthers',
      'unhide',
      'quit',
    ]);
    expect(roles(Array.isArray(file?.submenu) ? file.submenu : [])).toEqual(['close']);
    expect(roles(itemsOf({ isMac: true }))).toEqual(
      expect.arrayContaining(['windowMenu', 'minimize', 'zoom', 'front']),
    );
  });

  it('has elsewhere settings and quitting under File, and about under Help', () => {
    const items = menuItems(wordsFor('en', 'en'), usual, actions);
    const of = (label: string): unknown[] => {
      const submenu = items.find((item) => item.label === label)?.submenu;
      return (Array.isArray(submenu) ? submenu : []).map((item) => item.label).filter(Boolean);
    };
    expect(of('File')).toEqual(['Add files…', 'Add folder…', 'Settings…', 'Quit Shoal']);
    expect(of('Help')).toEqual(['Website of the service', 'About Shoal']);
    expect(roles(itemsOf())).not.toContain('appMenu');
  });

  it('has the shortcuts that everybody expects for text and zoom, and gives none of its own twice', () => {
    expect(roles(itemsOf())).toEqual(
      expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'resetZoom', 'zoomIn', 'zoomOut']),
    );
    for (const isMac of [true, false]) {
      const own = itemsOf({ isMac }).flatMap(({ accelerator }) => accelerator ?? []);
      expect(own.length).toBeGreaterThan(5);
      expect(new Set(own).size).toBe(own.length);
    }
  });

  it('pauses, or resumes what is paused; and each item does what it says', () => {
    const press = (label: string, state: Partial<MenuState> = {}): void => {
      const item = itemsOf(state).find((each) => each.label === label);
      if (item?.click === undefined) throw new Error(`nothing to press: ${label}`);
      Reflect.apply(item.click, undefined, []);
    };
    press('Pause');
    press('Resume', { paused: true });
    expect(itemsOf({ paused: true }).some(({ label }) => label === 'Pause')).toBe(false);
    for (const label of [
      'Add files…',
      'Add folder…',
      'Intake',
      'Batches',
      'Credits',
      'Settings…',
      'Website of the service',
    ])
      press(label);
    expect(done).toEqual(['pause', 'resume', 'files', 'folder', 'intake', 'batches', 'credits', 'settings', 'website']);
  });

  it('offers tools for developers only to who starts it from the sources', () => {
    expect(roles(itemsOf())).not.toContain('toggleDevTools');
    expect(roles(itemsOf({ isPackaged: false }))).toContain('toggleDevTools');
  });
});
