/** The clips that were started together. Times in ms since 1970; the budget in credits, null for none. */
export interface Batch {
  id: string;
  name: string;
  apiUrl: string;
  /** The batch's own folder; only it is written to. */
  resultsFolder: string;
  budget: number | null;
  startProfileId: number | null;
  endProfileId: number | null;
  createdAt: number;
  endedAt: number | null;
}
