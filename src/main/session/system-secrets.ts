import type { Storage } from '../../shared/storage.ts';
import { Keychain } from '../secrets/keychain.ts';
import { Secrets, type Secret } from '../secrets/secrets.ts';

/** The secrets of this process. They are taken out of the environment, so that no child process is given them. */
export function systemSecrets(): Secrets {
  const environment = {
    'api-token': takenFromEnvironment('FISHSPEECH_API_TOKEN'),
    's3-secret': takenFromEnvironment('SHOAL_S3_SECRET_ACCESS_KEY'),
  };
  return new Secrets({ keychain: new Keychain(), environment });
}

function takenFromEnvironment(variable: string): string | undefined {
  const value = process.env[variable];
  // `delete` on the environment would be a dynamic one.
  Reflect.deleteProperty(process.env, variable);
  return value;
}

/** The secret of a storage's key: each key of each storage has its own. */
export function storageSecret(secrets: Secrets, { endpoint, keyId }: Storage): Secret {
  return secrets.of('s3-secret', `${keyId} at ${URL.parse(endpoint)?.origin ?? endpoint}`);
}

/** The token of the API at an address: two addresses keep two. */
export function apiToken(secrets: Secrets, apiUrl: string): Secret {
  return secrets.of('api-token', URL.parse(apiUrl)?.origin ?? apiUrl);
}
