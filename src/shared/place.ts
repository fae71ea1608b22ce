export const screens = ['intake', 'queue', 'batches', 'credits', 'settings'] as const;
export type Screen = (typeof screens)[number];

/** What a window shows: a screen, and what is open in it (a clip of the queue, a batch of the list of batches). */
export interface Place {
  screen: Screen;
  open: string | null;
}
