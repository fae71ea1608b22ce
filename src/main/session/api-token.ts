import { Keychain } from '../secrets/keychain.ts';
import { Secrets, type Secret } from '../secrets/secrets.ts';

const variable = 'FISHSPEECH_API_TOKEN';

/** The secrets of this process. The token is taken out of the environment, so that no child process is given it. */
export function systemSecrets(): Secrets {
  const token = process.env[variable];
  // `delete` on the environment would be a dynamic one.
  Reflect.deleteProperty(process.env, variable);
  return new Secrets({ keychain: new Keychain(), environment: { 'api-token': token } });
}

/** The token of the API at an address: two addresses keep two. */
export function apiToken(secrets: Secrets, apiUrl: string): Secret {
  return secrets.of('api-token', URL.parse(apiUrl)?.origin ?? apiUrl);
}
