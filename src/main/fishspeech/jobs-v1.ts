/** The dialect "jobs v1" of the Open API [L, P]: its paths, below the API address, and what a create sends. */
export const endpoints = {
  create: '/api/open/v1/media/lip-sync/jobs',
  get: '/api/open/v1/media/lip-sync/jobs/{id}',
  list: '/api/open/v1/media/lip-sync/jobs',
  profile: '/api/open/v1/profile',
} as const;

export type Endpoint = keyof typeof endpoints;

/** The URLs from which the service fetches a clip's media. Secrets. */
export interface InputUrls {
  videoUrl: string;
  audioUrl: string;
}

/** The JSON body of a create [L]. The same URLs always give the same text. */
export function createBody({ videoUrl, audioUrl }: InputUrls): string {
  return JSON.stringify({ videoUrl, audioUrl });
}
