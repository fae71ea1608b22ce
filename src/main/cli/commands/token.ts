import { problem, sentence, type Problem } from '../../../shared/problems.ts';
import type { SecretStatus } from '../../../shared/secret-status.ts';
import { creditsInWords, printable } from '../../../shared/words.ts';
import { createFishSpeechClient } from '../../fishspeech/client.ts';
import { parseBaseUrl } from '../../fishspeech/base-url.ts';
import { createTransport } from '../../fishspeech/transport.ts';
import type { Secret } from '../../secrets/secrets.ts';
import { systemClock, systemRandom } from '../../session/clock.ts';
import { exitCodes } from '../exit-codes.ts';
import { typedSecret } from '../typed-secret.ts';

export interface TokenOptions {
  apiUrl: string;
}

export interface SetTokenOptions extends TokenOptions {
  /** False with `--no-check`. */
  check: boolean;
  userAgent?: string;
}

const longestAnswerMs = 30_000;

/** `shoal token set`: tries the token that is typed, or given on standard input, and keeps it in the keychain. */
export async function setToken(options: SetTokenOptions, token: Secret): Promise<number> {
  const address = parseBaseUrl(options.apiUrl);
  if (!address.ok) return refuse(address.problem);
  const overridden = token.status.from === 'environment';
  const given = await typedSecret('Token');
  if (given === null) return exitCodes.interrupted;
  const value = given.trim();
  if (value === '') return refuse(problem('request.no-token'));
  if (!/^[\x21-\x7e]+$/.test(value)) return refuse(problem('request.token-unusable'));
  if (options.check) {
    const refused = await check(value, address.value, options.userAgent);
    if (refused !== null) return refused;
  }
  const kept = await token.set(value);
  if (kept.problem !== null) {
    process.stderr.write('It was not kept: this command ends at once.\n');
    return refuse(kept.problem);
  }
  say(`It is kept in the keychain, for ${options.apiUrl}.`);
  if (overridden) say('FISHSPEECH_API_TOKEN is set as well, and comes first as long as it is.');
  return exitCodes.allDone;
}

/** `shoal token clear`: removes it from the keychain. */
export async function clearToken({ apiUrl }: TokenOptions, token: Secret): Promise<number> {
  const cleared = await token.clear();
  if (!cleared.ok) return refuse(cleared.problem);
  const { problem: found } = token.status;
  if (found !== null) say(sentence(found));
  else say(cleared.value ? `Removed from the keychain, for ${apiUrl}.` : `The keychain has none for ${apiUrl}.`);
  if (token.status.from === 'environment') say('FISHSPEECH_API_TOKEN is set, and is used.');
  return exitCodes.allDone;
}

const places: Record<SecretStatus['from'], string> = {
  environment: 'is taken from FISHSPEECH_API_TOKEN, which comes before the keychain.',
  keychain: 'is in the keychain.',
  session: 'is kept until Shoal ends.',
  none: 'is not set.',
};

/** `shoal token status`: where it is, and what keeps it out of the keychain. */
export async function tokenStatus({ apiUrl }: TokenOptions, token: Secret): Promise<number> {
  await token.read();
  const { from, problem: found } = token.status;
  say(`The token for ${apiUrl} ${places[from]}`);
  if (found !== null) say(sentence(found));
  return from === 'none' ? exitCodes.usage : exitCodes.allDone;
}

/** Asks the service about a token, and says what it answers. Null when it is good, else the exit code. */
async function check(token: string, baseUrl: string, userAgent: string | undefined): Promise<number | null> {
  const client = createFishSpeechClient({
    transport: createTransport(),
    clock: systemClock,
    random: systemRandom,
    baseUrl,
    userAgent: () => userAgent ?? null,
    token: () => token,
  });
  const profile = await client.profile(AbortSignal.timeout(longestAnswerMs));
  if (profile.ok) {
    const { tier, credits } = profile.value;
    say(`The service knows the token: tier ${printable(tier ?? 'unknown')}, ${creditsInWords(credits)} credits.`);
    return null;
  }
  const isRefused = profile.problem.code === 'service.token' || profile.problem.code === 'service.not-permitted';
  refuse(profile.problem);
  process.stderr.write(
    isRefused ? 'It was not kept.\n' : 'It was not kept. “--no-check” keeps it without asking the service.\n',
  );
  return isRefused ? exitCodes.heldForToken : exitCodes.usage;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(found: Problem): number {
  process.stderr.write(`${sentence(found)}\n`);
  return exitCodes.usage;
}
