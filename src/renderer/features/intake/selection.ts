/** The row, or the video of the row, that the keys act on: Tab comes to it, arrows move it. */
export interface Cursor {
  clipId: string;
  onVideo: boolean;
}

/** Which rows of the sheet are chosen, by the ids of their clips. `anchor` is where a stretch begins. */
export interface Selection {
  anchor: string | null;
  ids: ReadonlySet<string>;
}

export const nothingSelected: Selection = { anchor: null, ids: new Set() };

/** How a click or a key changes a selection: alone, with Ctrl or Cmd, with Shift. */
export type SelectionChange =
  | { kind: 'only'; id: string }
  | { kind: 'toggle'; id: string }
  /** From the anchor, or `from` while there is none, to `id`, in the order of `rows`. */
  | { kind: 'extend'; id: string; from: string; rows: readonly string[] }
  | { kind: 'all'; rows: readonly string[] }
  | { kind: 'none' };

/** The selection after a change. Rows that the window has not pulled cannot be in it. */
export function changeSelection(selection: Selection, change: SelectionChange): Selection {
  switch (change.kind) {
    case 'only':
      return { anchor: change.id, ids: new Set([change.id]) };
    case 'toggle': {
      const ids = new Set(selection.ids);
      if (!ids.delete(change.id)) ids.add(change.id);
      return { anchor: change.id, ids };
    }
    case 'extend': {
      const anchor = selection.anchor ?? change.from;
      const from = change.rows.indexOf(anchor);
      const to = change.rows.indexOf(change.id);
      if (from === -1 || to === -1) return { anchor: change.id, ids: new Set([change.id]) };
      const stretch = change.rows.slice(Math.min(from, to), Math.max(from, to) + 1);
      return { anchor, ids: new Set(stretch) };
    }
    case 'all':
      return { anchor: selection.anchor, ids: new Set(change.rows) };
    case 'none':
      return nothingSelected;
  }
}

/** What an action on `id` is for: all that is selected when `id` is, or `id` alone. */
export function subject(selection: Selection, id: string): string[] {
  return selection.ids.has(id) ? [...selection.ids] : [id];
}
