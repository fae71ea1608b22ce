import { leave } from '../../../src/main/cli/leave.ts';
import { Keychain } from '../../../src/main/secrets/keychain.ts';

// Asks the keychain that this process finds, with the limit that is given in milliseconds, and says what came of it.
const keychain = new Keychain({ timeLimitMs: Number(process.argv[2]) });
const got = await keychain.get({ kind: 'api-token', account: 'https://service.example' });
process.stdout.write(got.ok ? `value ${got.value ?? 'none'}\n` : `${got.problem.code}\n`);
if (keychain.isWaiting) leave(7);
