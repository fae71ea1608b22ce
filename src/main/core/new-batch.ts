/** Where one input of a new clip is. */
export type Source = { kind: 'path'; path: string } | { kind: 'url'; url: string };

/** The path or the URL of an input. */
export function locationOf(source: Source): string {
  return source.kind === 'path' ? source.path : source.url;
}

export interface NewClip {
  name: string;
  language: string | null;
  video: Source;
  audio: Source;
}

export interface NewBatch {
  name: string;
  /** The folder that the batch's own folder is made in. */
  resultsFolder: string;
  clips: readonly NewClip[];
  /** The most credits it may use; null for no cap. */
  budget: number | null;
}
