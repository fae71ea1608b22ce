/** What the preload of a page is told when it starts. */
export interface PreloadConfig {
  platform: string;
  electronVersion: string;
}

/** What a page's preload world and Node tell each other. Values of the program go encoded, as the codec makes them. */
export type FromPage =
  | { kind: 'invoke'; id: number; channel: string; args: string }
  | { kind: 'send'; channel: string; args: string; ports: string[] }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-closed'; port: string }
  | { kind: 'window-open'; url: string };

export type ToPage =
  | { kind: 'answer'; id: number; value: string }
  | { kind: 'refusal'; id: number; message: string }
  | { kind: 'event'; channel: string; args: string; ports: string[] }
  | { kind: 'port-message'; port: string; data: string; ports: string[] }
  | { kind: 'port-closed'; port: string };
