import { sentence } from '../../../shared/problems.ts';
import { isOnThisComputer } from '../../../shared/address.ts';
import { openSession, type SessionOptions } from '../../session/session.ts';
import { ffprobeVersion } from '../../media/binaries.ts';
import { exitCodes } from '../exit-codes.ts';
import { setAsideInWords } from '../set-aside.ts';
import { endingSentence } from '../with-engine.ts';
import { tryHost } from './host.ts';
import { printJson } from '../output/json-lines.ts';

interface Finding {
  check: string;
  good: boolean;
  text: string;
}

const tolerableClockMs = 60_000;
const longestAnswerMs = 30_000;
const aboutTheToken: ReadonlySet<string> = new Set([
  'service.token',
  'service.not-permitted',
  'request.no-token',
  'request.token-unusable',
]);

/** `shoal doctor`: tries everything that a batch needs and says in words what is wrong. Nothing is submitted. */
export async function doctor(options: SessionOptions & { json?: true }): Promise<number> {
  const findings: Finding[] = [];
  const found = (check: string, good: boolean, text: string): void => void findings.push({ check, good, text });

  const ffprobe = await ffprobeVersion(options.ffprobe);
  found('ffprobe', ffprobe.ok, ffprobe.ok ? `It answers as version ${ffprobe.value}.` : sentence(ffprobe.problem));

  const opened = await openSession(options, 'shoal doctor', (error) => options.log?.fault(error));
  if (opened.ok) {
    const { engine, apiUrl } = opened.value;
    const setAside = setAsideInWords(engine);
    found('ledger', setAside === null, setAside ?? 'It opens, is sound and nobody else works with it.');
    const isStorage = engine.settings.host === 's3';
    const host = isStorage ? null : await engine.checkHost();
    if (host === null) for (const { check, good, text } of await tryHost(engine)) found(check, good, text);
    else if (!host.ok) found('host', false, sentence(host.problem));
    else if (engine.servesFiles)
      found('host', true, 'Files on this computer can be reached where the service would look.');
    else
      found(
        'host',
        false,
        'It serves, but only on this computer. The service needs “--public-url”, or https URLs in a manifest.',
      );
    const profile = await engine.client.profile(AbortSignal.timeout(longestAnswerMs));
    if (profile.ok) {
      const { credits, quota } = profile.value;
      found('token', true, `${apiUrl} knows it: ${credits ?? 'unknown'} credits, ${quota ?? 'unknown'} API quota.`);
    } else found(aboutTheToken.has(profile.problem.code) ? 'token' : 'service', false, endingSentence(profile.problem));
    const keychain = options.token?.status.problem;
    if (keychain) found('keychain', false, sentence(keychain));
    found('clock', ...judgeClock(profile.serverDateMs, isOnThisComputer(apiUrl)));
    await opened.value.stop();
  } else {
    const [area = ''] = opened.problem.code.split('.');
    found(area, false, sentence(opened.problem));
  }

  for (const finding of findings) {
    if (options.json) printJson({ kind: 'finding', ...finding });
    else process.stdout.write(`${finding.good ? '✓' : '✕'} ${finding.check.padEnd(8)} ${finding.text}\n`);
  }
  return findings.every(({ good }) => good) ? exitCodes.allDone : exitCodes.someFailed;
}

/** A clock that is wrong makes signed URLs expire before they are used. */
function judgeClock(serverMs: number | null, isHere: boolean): [good: boolean, text: string] {
  if (serverMs === null) return [true, 'Not compared: the service did not say its time.'];
  const apartMs = Math.abs(Date.now() - serverMs);
  const seconds = Math.round(apartMs / 1000);
  if (apartMs <= tolerableClockMs)
    return [true, isHere ? 'The same as the service’s.' : `${seconds} s from the service’s.`];
  return [
    false,
    `This computer’s clock is ${seconds} s from the service’s: set it right, or signed URLs may not work.`,
  ];
}
