import type { SecretName, SecretStore } from '../core/ports.ts';

const variables: Record<SecretName, string> = { 's3-secret-access-key': 'SHOAL_S3_SECRET_ACCESS_KEY' };

export interface SessionSecrets extends SecretStore {
  /** Keeps a secret until the process ends. */
  set(name: SecretName, secret: string): void;
}

/** Secrets as they were typed in during this run, else as the environment has them. Nothing is written to a file. */
export function sessionSecrets(): SessionSecrets {
  const typed = new Map<SecretName, string>();
  return {
    get: (name) => Promise.resolve(typed.get(name) ?? (process.env[variables[name]] || null)),
    set: (name, secret) => void typed.set(name, secret),
  };
}
