import { Argument, Command, Option } from 'commander';
import { hostKinds, type HostKind } from '../../shared/settings.ts';
import { storagePresets } from '../../shared/storage.ts';
import { defaultApiUrl } from '../fishspeech/base-url.ts';
import type { Log } from '../logs/log.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { defaultDataFolder } from '../session/data-folder.ts';
import type { SessionOptions } from '../session/session.ts';
import { apiToken, storageSecret } from '../session/system-secrets.ts';
import { version } from '../session/version.ts';
import {
  address,
  concurrency,
  count,
  days,
  folder,
  linkHours,
  number,
  port,
  positive,
  positiveOrNone,
  price,
} from './arguments.ts';
import { decide, type DecideOptions } from './commands/decide.ts';
import { demo } from './commands/demo.ts';
import { diagnostics, type DiagnosticsOptions } from './commands/diagnostics.ts';
import { doctor } from './commands/doctor.ts';
import { exportBatch } from './commands/export.ts';
import { fetchAgain } from './commands/fetch-again.ts';
import {
  clearHostSecret,
  listHost,
  purgeHost,
  setHost,
  setHostSecret,
  showHost,
  testHost,
  type HostSetOptions,
} from './commands/host.ts';
import { practiceService } from './commands/practice-service.ts';
import { reconcile } from './commands/reconcile.ts';
import { resume } from './commands/resume.ts';
import { run, type RunOptions } from './commands/run.ts';
import { status } from './commands/status.ts';
import { clearToken, setToken, tokenStatus, type SetTokenOptions, type TokenOptions } from './commands/token.ts';
import type { WebOptions } from './commands/web.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Every command with its arguments and options: carries out the one that `args` name, and gives back its exit code.
 * Throws a `CommanderError` where they name none, and for what is no mistake, such as `--help`.
 */
export async function runCommand(
  args: readonly string[],
  secrets: Secrets,
  openLog: (dataFolder: string) => Log,
): Promise<number> {
  let exitCode: number = exitCodes.allDone;
  const does =
    <Arguments extends unknown[]>(action: (...given: Arguments) => number | Promise<number>) =>
    async (...given: Arguments): Promise<void> => {
      exitCode = await action(...given);
    };

  const program = new Command('shoal')
    .description('Lip-syncs batches of clips through the FishSpeech Open API: no clip lost, no clip paid for twice.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Run “shoal --help” for what there is.');

  const dataDir = (): Option =>
    new Option('--data-dir <folder>', 'where the ledger is kept')
      .argParser(folder)
      .default(defaultDataFolder(process.env), 'a folder of your own');
  const practice = (): Option =>
    new Option('--practice', 'use the practice service on this computer: nothing is charged').conflicts([
      'apiUrl',
      'publicUrl',
    ]);
  const json = (): Option => new Option('--json', 'print one JSON object a line, and nothing else, on standard output');
  const working = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .addOption(dataDir())
      .addOption(practice())
      .option('--api-url <url>', 'the address of the service', defaultApiUrl)
      .option('--concurrency <clips>', 'how many clips may be at the service at once (3)', concurrency)
      .option('--price <credits/unit>', 'a price by hand, such as “0.5/second” or “7/clip”, for this run', price)
      .option('--reconcile-minutes <minutes>', 'over how long a clip in doubt is looked for (10)', number)
      .addOption(new Option('--host <host>', 'what makes files reachable in this run').choices(hostKinds))
      .option('--public-url <url>', 'where a tunnel makes this computer reachable for the service', address)
      .option('--user-agent <text>', 'how Shoal names itself to the service')
      .option('--ffprobe <path>', 'an ffprobe of your own');

  const apiUrl = (): Option => new Option('--api-url <url>', 'the address of the service').default(defaultApiUrl);
  const withSystem = <Options extends SessionOptions>(options: Options): Options => ({
    ...options,
    token: apiToken(secrets, options.apiUrl),
    storageSecret: (storage) => storageSecret(secrets, storage),
    log: openLog(options.dataDir),
  });

  working('run', 'lip-sync a folder of clips, or the clips of a manifest (CSV or JSON)')
    .argument('<folder or manifest>')
    .option('--out <folder>', 'where the batch’s results folder is made', folder, 'results')
    .option('--name <name>', 'the name of the batch (the folder’s or manifest’s own)')
    .option('--again', 'start clips again that were already made of the same files: they are charged again')
    .option('--first <clips>', 'start only so many of the clips, the first ones', count)
    .option('--budget <credits>', 'the most credits that the batch may use', positive)
    .option('--dry-run', 'check, pair and estimate only: nothing is sent')
    .addOption(json())
    .action(does((path: string, options: RunOptions) => run(path, withSystem(options))));
  working('resume', 'go on with what is not finished, and try again what is held')
    .option(
      '--budget <credits>',
      'the most credits that each batch may use from its start on; “none” for no cap',
      positiveOrNone,
    )
    .addOption(json())
    .action(does((options: Parameters<typeof resume>[0]) => resume(withSystem(options))));
  working('reconcile', 'look for clips that may have been accepted in the service’s list; nothing is submitted')
    .option('--now', 'read the list at once as often as it takes, instead of over minutes')
    .action(does((options: SessionOptions) => reconcile(withSystem(options))));
  working('decide', 'decide what becomes of a clip that may have been accepted')
    .argument('<clip>', 'its id, as “shoal status” shows it')
    .option('--adopt <remote id>', 'take over this job of the service: it is the clip’s')
    .option('--submit-again', 'submit it once more: it may be charged twice')
    .option('--give-up', 'leave it: it may have been charged')
    .action(does((clip: string, options: DecideOptions) => decide(clip, withSystem(options))));
  working('fetch-again', 'download a result whose file was lost once more: nothing is charged')
    .argument('<clip>', 'its id, as “shoal status” shows it')
    .action(does((clip: string, options: SessionOptions) => fetchAgain(clip, withSystem(options))));
  program
    .command('status')
    .description('show what is in the ledger, without working on it')
    .addOption(dataDir())
    .addOption(practice())
    .addOption(json())
    .action(does(status));
  program
    .command('export')
    .description('print the receipt of a batch (the last one) as JSON or CSV')
    .argument('[batch]', 'the batch’s id, as “shoal status” shows it')
    .addOption(dataDir())
    .addOption(practice())
    .option('--csv', 'one line a clip')
    .action(does(exportBatch));
  program
    .command('web')
    .description('open the window in a browser on this computer, until Ctrl-C')
    .addOption(dataDir())
    .addOption(practice())
    .option('--api-url <url>', 'the address of the service', defaultApiUrl)
    .option('--public-url <url>', 'where a tunnel makes this computer reachable for the service', address)
    .option('--user-agent <text>', 'how Shoal names itself to the service')
    .option('--ffprobe <path>', 'an ffprobe of your own')
    .option('--port <port>', 'its port on this computer (the one it had before)', port)
    .option('--no-open', 'only print the link')
    .action(
      // Loaded when it is asked for: the other commands start a fifth quicker without the window's server.
      does(async (options: WebOptions) => (await import('./commands/web.ts')).web(withSystem(options))),
    );
  const host = program.command('host').description('what makes files reachable: this computer, or storage of your own');
  const onHost = (name: string, description: string, parent = host): Command =>
    parent
      .command(name)
      .description(description)
      .addOption(dataDir())
      .addOption(practice())
      .option('--api-url <url>', 'the address of the service', defaultApiUrl);
  onHost('set', 'choose it; storage keeps what is not given as it was')
    .addArgument(new Argument('<host>', 'what makes files reachable').choices(hostKinds))
    .addOption(
      new Option('--preset <provider>', 'fills in what its storage needs').choices(storagePresets.map(({ id }) => id)),
    )
    .option('--account <name>', 'the account or project that is part of the preset’s address')
    .option('--endpoint <url>', 'the address of the storage')
    .option('--region <name>', 'the region that the bucket is in')
    .option('--bucket <name>', 'the bucket')
    .option('--prefix <text>', 'what the names of all objects begin with (shoal/)')
    .option('--key-id <id>', 'the id of the access key; its secret is kept by “host secret set”')
    .option('--path-style', 'the bucket is in the path of an address')
    .option('--no-path-style', 'the bucket is in the host name of an address')
    .option(
      '--keep-days <days>',
      'how long an object stays when no clip needs it: 0 deletes at once (0), or “never”',
      days,
    )
    .option('--upload-limit <kB/s>', 'the most that is uploaded, in kilobytes a second, or “none”', positiveOrNone)
    .option('--link-hours <hours>', 'how long a signed link lives, at most 168 (24)', linkHours)
    .option('--public-url <url>', 'this computer: where a tunnel makes it reachable for the service', address)
    .action(does((kind: HostKind, options: HostSetOptions) => setHost(kind, withSystem(options))));
  onHost('show', 'show what is set').action(does((options: SessionOptions) => showHost(withSystem(options))));
  const secret = host.command('secret').description('the secret of the storage’s key, in this computer’s keychain');
  onHost('set', 'keep a secret: it is read from standard input, or typed without being shown', secret).action(
    does((options: SessionOptions) => setHostSecret(withSystem(options))),
  );
  onHost('clear', 'remove the secret from the keychain', secret).action(
    does((options: SessionOptions) => clearHostSecret(withSystem(options))),
  );
  onHost('test', 'try it as the service would use it, and say what is wrong')
    .addOption(json())
    .action(does((options: SessionOptions) => testHost(withSystem(options))));
  onHost('list', 'show what lies at the storage, with size and age').action(
    does((options: SessionOptions) => listHost(withSystem(options))),
  );
  onHost('purge', 'delete what lies at the storage and no clip needs').action(
    does((options: SessionOptions) => purgeHost(withSystem(options))),
  );
  working('doctor', 'check ffprobe, the ledger, the host, the token and the clock')
    .addOption(json())
    .action(does((options: SessionOptions) => doctor(withSystem(options))));
  const token = program.command('token').description('the API token in this computer’s keychain');
  token
    .command('set')
    .description('keep a token in the keychain: it is read from standard input, or typed without being shown')
    .addOption(apiUrl())
    .option('--no-check', 'keep it without asking the service about it')
    .option('--user-agent <text>', 'how Shoal names itself to the service')
    .action(does((options: SetTokenOptions) => setToken(options, apiToken(secrets, options.apiUrl))));
  token
    .command('clear')
    .description('remove the token from the keychain')
    .addOption(apiUrl())
    .action(does((options: TokenOptions) => clearToken(options, apiToken(secrets, options.apiUrl))));
  token
    .command('status')
    .description('say where the token is; it is never shown')
    .addOption(apiUrl())
    .action(does((options: TokenOptions) => tokenStatus(options, apiToken(secrets, options.apiUrl))));
  program
    .command('diagnostics')
    .description(
      'print versions, settings, holds, the last problems and log lines, for whoever helps: no secret, no names',
    )
    .addOption(dataDir())
    .addOption(practice())
    .addOption(apiUrl())
    .action(does((options: DiagnosticsOptions) => diagnostics(options, secrets)));
  program
    .command('practice-service')
    .description('run the practice service by itself, until Ctrl-C')
    .addOption(dataDir())
    .option('--port <port>', 'its port on this computer (the one it had before)', port)
    .option('--token <token>', 'the token it accepts', 'practice')
    .option('--credits <credits>', 'the balance that a new account begins with (1000)', number)
    .option('--render-speed <times>', 'how many times faster than the media lasts (4)', positive)
    .option('--faults <file>', 'a JSON file with misbehaviour (see src/practice/README.md)')
    .action(does(practiceService));
  program
    .command('demo')
    .description('make sample clips and lip-sync them with the practice service: no account, nothing charged')
    .option('--folder <folder>', 'where it all goes', 'shoal-demo')
    .action(does(demo));

  await program.parseAsync(args, { from: 'user' });
  return exitCode;
}
