/**
 * Every expected failure, in one place: what happened, what the person can do now, and whether the program may try
 * again by itself. `{name}` marks a parameter. `short` is for places that already show the file's name. Windows translate by
 * code; the command line and the logs use this text.
 *
 * `again`: `itself` the program tries again; `person` the same thing can work once the person has acted;
 * `changed` only different input can work.
 */
export const catalogue = {
  // A media file, before anything was sent.
  'media.missing': {
    what: '“{name}” is no longer where it was.',
    next: 'Put it back or remove the clip. Nothing was sent.',
    short: 'no longer where it was',
    again: 'person',
  },
  'media.unreadable': {
    what: '“{name}” cannot be read ({reason}).',
    next: 'Check its permissions, then try again. Nothing was sent.',
    short: 'cannot be read',
    again: 'person',
  },
  'media.empty': {
    what: '“{name}” is empty (0 bytes).',
    next: 'Export it again. Nothing was sent.',
    short: 'empty (0 bytes)',
    again: 'changed',
  },
  'media.not-media': {
    what: '“{name}” is not a video or audio file that ffprobe understands.',
    next: 'Replace it with a video or audio file. Nothing was sent.',
    short: 'not video or audio',
    again: 'changed',
  },
  'media.cut-short': {
    what: '“{name}” is cut short: its end is missing.',
    next: 'Copy or export it again. Nothing was sent.',
    short: 'cut short, end missing',
    again: 'changed',
  },
  'media.no-video': {
    what: '“{name}” has no video in it.',
    next: 'Choose a file with a picture. Nothing was sent.',
    short: 'no video in it',
    again: 'changed',
  },
  'media.no-audio': {
    what: '“{name}” has no sound in it.',
    next: 'Choose a file with sound. Nothing was sent.',
    short: 'no sound in it',
    again: 'changed',
  },
  'media.no-duration': {
    what: 'The duration of “{name}” is unknown or zero.',
    next: 'Export it again. Nothing was sent.',
    short: 'duration unknown or zero',
    again: 'changed',
  },
  'media.too-long': {
    what: '“{name}” lasts {seconds} s; the limit is {limit} s.',
    next: 'Shorten it, or raise the limit in the settings. Nothing was sent.',
    short: 'longer than {limit} s',
    again: 'changed',
  },
  'media.link-refused': {
    what: 'The link “{name}” does not lead to a file that can be read ({status}).',
    next: 'Make it readable without signing in, or give a link that has not ended; then check again. Nothing was sent.',
    short: 'link cannot be read',
    again: 'changed',
  },
  'media.link-page': {
    what: 'The link “{name}” leads to a web page, not to a file.',
    next: 'Give the link to the file itself, such as the download link of a shared drive. Nothing was sent.',
    short: 'link leads to a web page',
    again: 'changed',
  },
  'media.link-empty': {
    what: 'The file at the link “{name}” is empty.',
    next: 'Give a link to the whole file. Nothing was sent.',
    short: 'empty file at the link',
    again: 'changed',
  },
  'media.too-large': {
    what: '“{name}” has {megabytes} MB; the limit is {limit} MB.',
    next: 'Make it smaller, or raise the limit in the settings. Nothing was sent.',
    short: 'over {limit} MB',
    again: 'changed',
  },
  'media.changed': {
    what: '“{name}” changed after it was checked.',
    next: 'Check the clip again. The changed file was not used.',
    short: 'changed after the check',
    again: 'person',
  },
  'media.probe-timeout': {
    what: 'ffprobe did not finish with “{name}” in {seconds} s.',
    next: 'Check the disk it is on, then try again. Nothing was sent.',
    short: 'ffprobe got no answer',
    again: 'person',
  },
  'media.probe-missing': {
    what: 'ffprobe could not be started ({reason}).',
    next: 'Install Shoal again, or set the path of ffprobe.',
    again: 'person',
  },
  'media.ffmpeg-missing': {
    what: 'ffmpeg could not be started ({reason}).',
    next: 'Install Shoal again, or set the path of ffmpeg.',
    again: 'person',
  },

  // What the person brought: a folder or a manifest.
  'intake.missing': { what: '“{path}” does not exist.', next: 'Check the path.', again: 'person' },
  'intake.unreadable': {
    what: '“{path}” cannot be read ({reason}).',
    next: 'Check its permissions.',
    again: 'person',
  },
  'intake.linked-folder': {
    what: '“{path}” is only a link to a folder, and was not looked into.',
    next: 'Bring the folder itself, if its clips are wanted.',
    again: 'changed',
  },
  'intake.one-file': {
    what: '“{path}” is one media file.',
    next: 'Give the folder it is in, with an audio track for every video, or a manifest (CSV or JSON).',
    again: 'changed',
  },
  'intake.nothing': {
    what: 'Nothing in “{path}” makes a clip.',
    next: 'A clip needs one video and one audio track, such as intro.mp4 and intro.wav.',
    again: 'changed',
  },
  'manifest.unreadable': {
    what: 'The manifest “{name}” cannot be understood ({reason}).',
    next: 'Save it as UTF-8 CSV with the header video,audio,language,name or as a JSON array of the same, with at most 100,000 clips and 20 MB.',
    again: 'changed',
  },
  'manifest.column': {
    what: 'Line {line}: the column “{column}” is not known.',
    next: 'Use video, audio, language and name.',
    again: 'changed',
  },
  'manifest.column-missing': {
    what: 'Line {line}: the column “{column}” is missing.',
    next: 'Every manifest needs the columns video and audio.',
    again: 'changed',
  },
  'manifest.column-repeated': {
    what: 'Line {line}: the column “{column}” is there more than once.',
    next: 'Give each column once.',
    again: 'changed',
  },
  'manifest.values-beyond-columns': {
    what: 'Line {line} has {found} values for {columns} columns.',
    next: 'Put a value that contains a comma or a semicolon in quotation marks.',
    again: 'changed',
  },
  'manifest.value-missing': {
    what: 'Line {line}: “{column}” is empty.',
    next: 'Give a path relative to the manifest, or an https URL.',
    again: 'changed',
  },
  'manifest.value': {
    what: 'Line {line}: “{column}” is “{value}”, which cannot be used ({reason}).',
    next: 'Video and audio take a path relative to the manifest or an https URL, language a tag such as es or fr-CA, name any text.',
    again: 'changed',
  },
  'manifest.file-missing': {
    what: 'Line {line}: “{name}” does not exist.',
    next: 'Paths are relative to the manifest; in a browser, drop the manifest together with its files. Check the name.',
    again: 'changed',
  },
  'manifest.repeated-name': {
    what: 'Line {line}: the result “{name}” is already named in line {first}.',
    next: 'Give each clip its own name.',
    again: 'changed',
  },

  // Hosting.
  'host.unavailable': {
    what: 'The media could not be made reachable ({reason}).',
    next: 'Check the hosting settings. Nothing was sent.',
    again: 'itself',
  },
  'host.not-public': {
    what: 'The service cannot reach files on this computer.',
    next: 'Set up storage of your own, or give the address of a tunnel to this computer (in the settings, or “--public-url”), or a manifest with https URLs. Nothing was sent.',
    again: 'person',
  },
  'host.not-https': {
    what: '“{name}” is not an https URL.',
    next: 'Give an https URL, or a file on this computer.',
    again: 'changed',
  },

  // Storage of the person's own.
  'host.not-set': {
    what: 'No storage is set.',
    next: 'Set endpoint, bucket and key, or let this computer serve the files. Nothing was sent.',
    again: 'person',
  },
  'host.no-secret': {
    what: 'The secret of the storage key is not there.',
    next: 'Enter it in the settings or by “shoal host secret set”, or set SHOAL_S3_SECRET_ACCESS_KEY. Nothing was sent.',
    again: 'person',
  },
  'host.wrong-key': {
    what: 'The storage does not know the key id.',
    next: 'Check the key id. Nothing was sent.',
    again: 'person',
  },
  'host.wrong-secret': {
    what: 'The secret does not belong to the storage key.',
    next: 'Enter the secret again, whole and alone. Nothing was sent.',
    again: 'person',
  },
  'host.wrong-region': {
    what: 'The bucket is not in the region “{region}”; its own is: {expected}.',
    next: 'Set the bucket’s own region. Nothing was sent.',
    again: 'person',
  },
  'host.no-bucket': {
    what: 'There is no bucket “{bucket}”.',
    next: 'Check its name and the region, or create it. Nothing was sent.',
    again: 'person',
  },
  'host.denied': {
    what: 'The storage key lacks a right: {right}.',
    next: 'Give the key this right for the bucket.',
    again: 'person',
  },
  'host.full': {
    what: 'The storage is full ({reason}).',
    next: 'Free some space or raise the quota; Shoal goes on by itself.',
    again: 'itself',
  },
  'host.unreachable': {
    what: 'The storage at {endpoint} cannot be reached ({reason}).',
    next: 'Check the endpoint and the network; Shoal goes on by itself.',
    again: 'itself',
  },
  'host.not-storage': {
    what: 'Something else than a storage answers at {endpoint} ({status}): a web page.',
    next: 'Sign in to the network if it asks for that, and check the endpoint and any proxy.',
    again: 'itself',
  },
  'host.no-bucket-address': {
    what: 'The address {address} is not this storage’s.',
    next: 'Turn path style on, so that the bucket is in the path; or check bucket and endpoint. Nothing was sent.',
    again: 'person',
  },
  'host.path-style-refused': {
    what: 'The storage does not take the bucket in the path of an address.',
    next: 'Turn path style off. Nothing was sent.',
    again: 'person',
  },
  'host.clock': {
    what: 'This computer’s clock is {seconds} s from the storage’s.',
    next: 'Set it right: signed links may be refused, or live shorter.',
    again: 'person',
  },
  'host.link-refused': {
    what: 'The storage refuses its own signed link ({status}).',
    next: 'Give the key the right s3:GetObject, and check endpoint, region and path style.',
    again: 'person',
  },
  'host.link-altered': {
    what: 'What is read back through a signed link is not what was written.',
    next: 'Check what is in front of the storage: something answers in its place or changes files.',
    again: 'person',
  },
  'host.no-range': {
    what: 'The storage does not serve parts of a file (Range).',
    next: 'The service may need that for large files. Check what is in front of the storage.',
    again: 'person',
  },
  'host.link-endless': {
    what: 'The storage serves a signed link after its end.',
    next: 'Anybody who has a link could read the file for good. Check what is in front of the storage.',
    again: 'person',
  },
  'host.public': {
    what: 'The bucket lets anybody read without a signed link.',
    next: 'Block public access; signed links work all the same.',
    again: 'person',
  },
  'host.elsewhere': {
    what: 'The file lies in storage that is not set any more ({place}).',
    next: 'Set that storage again, or delete the file there yourself.',
    again: 'person',
  },

  // The service.
  'service.unreachable': {
    what: 'The service cannot be reached ({reason}).',
    next: 'Shoal goes on by itself when the network is back. Nothing was sent.',
    again: 'itself',
  },
  'service.token': {
    what: 'The token was refused (401).',
    next: 'Enter a new token to go on. No credits were used.',
    again: 'person',
  },
  'service.not-permitted': {
    what: 'The token is not permitted to do this (403).',
    next: 'Use a token with permission for lip-sync jobs. No credits were used.',
    again: 'person',
  },
  'service.blocked': {
    what: 'Something in front of the service refused the call (403, not the service’s own answer).',
    next: 'Check the network, a proxy or the User-Agent setting. The token is not the cause. No credits were used.',
    again: 'person',
  },
  'service.credits': {
    what: 'The account has too few credits (402).',
    next: 'Top up the account; the clip waits and goes first. It was not charged.',
    again: 'person',
  },
  'service.credits-429': {
    what: 'The account has too few credits (the service answered 429).',
    next: 'Top up the account; the clip waits and goes first. It was not charged.',
    again: 'person',
  },
  'budget.reached': {
    what: 'The budget of {budget} credits does not cover the next clip: {used} were used, {open} may still be, and it may cost {next}.',
    next: 'Raise the budget, or go on without one.',
    again: 'person',
  },
  'budget.used-up': {
    what: 'The budget of {budget} credits is used up: {used} were used, and {open} may still be.',
    next: 'Raise the budget, or go on without one.',
    again: 'person',
  },
  'budget.unknown': {
    what: 'What clips of this batch cost is not known, so that its budget of {budget} credits cannot be kept.',
    next: 'Decide what is in doubt, set a price by hand in the settings, or go on without a budget.',
    again: 'person',
  },
  'service.rate-limit': {
    what: 'The service asked to slow down (429).',
    next: 'Shoal waits and goes on by itself. No credits were used.',
    again: 'itself',
  },
  'service.bad-request': {
    what: 'The service did not accept the request (400): {message}.',
    next: 'Check the media, then try again. No credits were used.',
    again: 'changed',
  },
  'service.not-found': {
    what: 'The service does not know this address (404): {message}.',
    next: 'Check the API address in the settings. No credits were used.',
    again: 'changed',
  },
  'service.too-large': {
    what: 'The service finds the media too large (413).',
    next: 'Make the files smaller. No credits were used.',
    again: 'changed',
  },
  'service.needs-different-media': {
    what: 'The service could not use this media (422): {message}.',
    next: 'Replace the video or the audio, then try again. No credits were used.',
    again: 'changed',
  },
  'service.conflict': {
    what: 'The job is in a state that does not allow this (409).',
    next: 'Shoal reads it again by itself.',
    again: 'itself',
  },
  'service.fault': {
    what: 'The service answered with a fault ({status}).',
    next: 'Shoal tries again by itself.',
    again: 'itself',
  },
  'service.nonsense': {
    what: 'The answer of the service could not be understood ({reason}).',
    next: 'Shoal tries again by itself. If it stays, check the API address.',
    again: 'itself',
  },
  'service.job-failed': {
    what: 'The service failed this clip: {message}.',
    next: 'Retry it as a new clip; that may be charged. Whether this one was charged shows in the credits.',
    again: 'person',
  },
  'service.job-not-found': {
    what: 'The accepted job is not found on this account (404).',
    next: 'Check that the token belongs to the account that submitted it. It is not submitted again.',
    again: 'person',
  },
  'service.url': {
    what: 'The API address {url} cannot be used ({reason}).',
    next: 'Give an https address, or http on this computer.',
    again: 'changed',
  },

  // The one doubt that costs money.
  'attempt.unknown': {
    what: 'The clip may have been accepted ({reason}).',
    next: 'It is not sent again by itself. Decide: take over the job, submit again (may be charged twice), or give up.',
    again: 'person',
  },

  'attempt.candidates': {
    what: 'The clip may have been accepted. The service lists {count} job(s) that could be it, and none that is it for certain.',
    next: 'Decide: take over one of them, submit again (may be charged twice), or give up.',
    again: 'person',
  },
  'attempt.not-listed': {
    what: 'The clip may have been accepted, but the service’s list, read {passes} times, shows no job that could be it.',
    next: 'Decide: submit again (may be charged twice if a job still turns up), or give up.',
    again: 'person',
  },
  'attempt.not-read-through': {
    what: 'The clip may have been accepted. What could be read of the service’s list shows no job that could be it, but that was not all of it.',
    next: 'Look for it in the account at the service. Then decide: take over the job by its id, submit again (may be charged twice), or give up.',
    again: 'person',
  },
  'attempt.list-unread': {
    what: 'The clip may have been accepted, and the service’s list cannot be read: {reason}.',
    next: 'Shoal goes on trying. Or look for it in the account at the service and decide: take over the job by its id, submit again (may be charged twice), or give up.',
    again: 'person',
  },
  'attempt.given-up': {
    what: 'Given up while it may have been accepted; its result is not fetched.',
    next: 'It may have been charged: compare the credits of the account.',
    again: 'person',
  },
  'decision.not-in-doubt': {
    what: 'There is nothing to decide for this clip: it is not in doubt.',
    next: 'See “shoal status” for where it is.',
    again: 'changed',
  },
  'decision.not-withdrawn': {
    what: 'The links of the doubtful submission could not be withdrawn ({reason}): a late start of it could still be charged.',
    next: 'Try again when the storage can be reached. The links end by themselves at {until}; then it works in any case.',
    again: 'person',
  },
  'decision.no-such-job': {
    what: 'The account has no job {remoteId}.',
    next: 'Check the id, and that the token belongs to the account. “shoal reconcile --now” shows the jobs that could be it.',
    again: 'changed',
  },
  'decision.found': {
    what: 'The service lists the clip’s own job now, so that it was taken over and not submitted again.',
    next: 'Nothing more is charged for it; its result is fetched when it is ready.',
    again: 'changed',
  },
  'decision.foreign': {
    what: 'The remote job {remoteId} was not made by this clip’s submission: it carries the mark of another.',
    next: 'Choose another one.',
    again: 'changed',
  },
  'decision.owned': {
    what: 'The remote job {remoteId} belongs to the clip “{name}”.',
    next: 'Choose another one.',
    again: 'changed',
  },

  // Results.
  'result.expired': {
    what: 'The link to the result has expired.',
    next: 'Shoal asks for a new one by itself.',
    again: 'itself',
  },
  'result.unreachable': {
    what: 'The result could not be downloaded ({reason}).',
    next: 'Shoal tries again by itself. Nothing is charged for that.',
    again: 'itself',
  },
  'result.no-url': {
    what: 'The service says the clip is finished but gives no link to the result.',
    next: 'Shoal asks again by itself.',
    again: 'itself',
  },
  'result.unchecked': {
    what: 'The result could not be checked yet ({reason}).',
    next: 'Shoal tries again by itself. Nothing is charged for that.',
    again: 'itself',
  },
  'result.not-made': {
    what: 'The clip has no result that could be fetched again.',
    next: 'See “shoal status” for where it is.',
    again: 'changed',
  },
  'result.not-lost': {
    what: 'The clip has no result that was lost.',
    next: 'Its file is where it was put.',
    again: 'changed',
  },
  'result.name-taken': {
    what: 'Another file is called “{name}”, or “{name}.part”, where the result was.',
    next: 'Move it away or rename it, then fetch the result again. Nothing was written over.',
    again: 'person',
  },
  'result.gone': {
    what: 'The service does not give the result any more.',
    next: 'Look for it in the account at the service; retrying makes a new, charged clip.',
    again: 'person',
  },
  'result.differs': {
    what: 'What the service gives now is not the result of before: {reason}.',
    next: 'Try once more later. Nothing was kept of it, and nothing was charged.',
    again: 'person',
  },
  'result.invalid': {
    what: 'The result did not pass the check: {reason}.',
    next: 'Look at the file beside its name in the results folder; retrying makes a new, charged clip.',
    again: 'person',
  },
  'disk.full': {
    what: 'The disk with “{folder}” is full.',
    next: 'Free some space; Shoal goes on by itself.',
    again: 'itself',
  },
  'disk.unwritable': {
    what: 'The folder “{folder}” cannot be written to ({reason}).',
    next: 'Check that it exists and may be written to.',
    again: 'person',
  },
  'folder.not-there': {
    what: '“{name}” is not there.',
    next: 'A results folder is made with its first result; it may have been moved since.',
    again: 'person',
  },
  'folder.not-shown': {
    what: '“{name}” could not be shown ({reason}).',
    next: 'Copy its path and open it yourself.',
    again: 'person',
  },

  // The practice service.
  'practice.unavailable': {
    what: 'The practice service cannot start ({reason}).',
    next: 'Another Shoal may be practising in this data folder: stop it first. Nothing was sent.',
    again: 'person',
  },

  // The ledger.
  'ledger.newer': {
    what: 'The ledger was written by a newer Shoal (format {found}; this one knows {known}).',
    next: 'Update Shoal. The ledger was not touched.',
    again: 'person',
  },
  'ledger.held': {
    what: 'Another Shoal is working with this ledger ({holder}).',
    next: 'Stop it first, or use “shoal status” and “shoal export”, which only read.',
    again: 'person',
  },
  'ledger.older': {
    what: 'This ledger is older than the account: the service lists {count} job(s) that it made and does not know.',
    next: 'It seems to be restored from an old copy. What could be matched was taken over; look at the rest before you resume.',
    again: 'person',
  },
  'ledger.not-compared': {
    what: 'The service’s list cannot be read to its end, so whether this ledger is up to date is not known.',
    next: 'Shoal goes on by itself when it can. If the ledger was not restored from an old copy, resume.',
    again: 'itself',
  },
  'ledger.damaged': {
    what: 'The ledger is damaged.',
    next: 'It was not touched. The next start of a Shoal that works sets it aside under a name with the time, and begins a new one.',
    again: 'person',
  },
  'ledger.unusable': {
    what: 'The ledger cannot be read or written ({reason}).',
    next: 'Check that its folder exists, may be written to and has space. What it had is kept; what was just asked for was not done.',
    again: 'person',
  },

  // The system's keychain, where secrets are kept.
  'keychain.none': {
    what: 'There is no keychain that Shoal can reach.',
    next: 'On Linux install gnome-keyring or KWallet and log in to a desktop. Without one the token is kept only until Shoal ends; the command line takes it from FISHSPEECH_API_TOKEN.',
    again: 'person',
  },
  'keychain.locked': {
    what: 'The keychain is locked, or was never given a password.',
    next: 'Unlock it (on Linux with “Passwords and Keys” or KWalletManager), then try again. Until then the token is kept only until Shoal ends; the command line takes it from FISHSPEECH_API_TOKEN.',
    again: 'person',
  },
  'keychain.no-answer': {
    what: 'The keychain did not answer in {seconds} s.',
    next: 'It may be waiting for its password in a window of its own: give it, then try again. Until then the token is kept only until Shoal ends.',
    again: 'person',
  },
  'keychain.library': {
    what: 'The library of the keychain cannot be loaded.',
    next: 'On Linux install libsecret (libsecret-1-0 on Debian and Ubuntu), elsewhere install Shoal again. Until then the token is kept only until Shoal ends; the command line takes it from FISHSPEECH_API_TOKEN.',
    again: 'person',
  },
  'keychain.unusable': {
    what: 'The keychain cannot be used ({reason}).',
    next: 'Put that right, then try again. Until then the token is kept only until Shoal ends; the command line takes it from FISHSPEECH_API_TOKEN.',
    again: 'person',
  },

  // What a person asked for.
  'request.no-token': {
    what: 'No token is set.',
    next: 'Set it with “shoal token set”, or FISHSPEECH_API_TOKEN, or try “--practice”, which needs none.',
    again: 'person',
  },
  'request.token-unusable': {
    what: 'The token holds a character that no token has, such as a space or a line break.',
    next: 'Copy the token again, whole and alone. It was not sent anywhere.',
    again: 'person',
  },
  'request.no-job': { what: 'There is no clip “{id}”.', next: 'See “shoal status” for the ids.', again: 'changed' },
  'request.no-batch': { what: 'There is no batch “{id}”.', next: 'See “shoal status” for the ids.', again: 'changed' },
  'request.other-service': {
    what: 'The clip belongs to the service at {url}, which is not asked now.',
    next: 'Give that address with “--api-url”. Nothing was sent.',
    again: 'changed',
  },
  'request.not-cancelable': {
    what: 'The clip was already submitted; the service has no way to cancel it.',
    next: 'Its result is fetched when it is ready.',
    again: 'changed',
  },
  'request.not-rejected': {
    what: 'The clip is not rejected, so that its media cannot be replaced.',
    next: 'A clip that was submitted keeps its media; a retry makes a new one.',
    again: 'changed',
  },
  'request.no-file': {
    what: 'This file is not in the intake any more.',
    next: 'Look at the intake as it is now.',
    again: 'changed',
  },
  'request.no-window': {
    what: 'The window was not built.',
    next: 'Run “npm run build” first.',
    again: 'person',
  },
  'request.port-taken': {
    what: 'Port {port} cannot be listened on.',
    next: 'Give another one with “--port”, or none.',
    again: 'person',
  },
  'request.no-upload': {
    what: 'The file did not arrive whole, or was not announced.',
    next: 'Drop it again.',
    again: 'person',
  },
  'request.nothing-to-start': {
    what: 'None of these clips can be started.',
    next: 'Look at what is said at each of them.',
    again: 'changed',
  },
  'request.more-than-agreed': {
    what: 'There are {clips} clips by now, not the {agreed} that you were asked about, so nothing was started.',
    next: 'Look at the number and the cost, and start again.',
    again: 'changed',
  },
  'request.too-many-pairs': {
    what: 'That would make {clips} clips; at most {most} can be made at once.',
    next: 'Pair fewer files at a time.',
    again: 'changed',
  },
  'request.no-language': {
    what: '“{value}” is not a language tag.',
    next: 'Use a tag such as es, fr-CA or zh.',
    again: 'changed',
  },
} as const satisfies Record<
  string,
  { what: string; short?: string; next: string; again: 'itself' | 'person' | 'changed' }
>;
