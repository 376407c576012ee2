import { FasVerification } from '../../../src/application/interpretation/fas-verification.js';
import { PermanentFailure, TransientFailure } from '../../../src/application/ports/failure.js';
import { FedoraAccounts, type FedoraAccount } from '../../../src/application/ports/fedora-accounts.js';
import { SilentLog } from './allowlist-world.js';

/** Accounts of one person, or the error that comes instead. */
class KnownAccounts extends FedoraAccounts {
  constructor(private readonly answer: FedoraAccount | Error) {
    super();
  }
  async find(): Promise<FedoraAccount> {
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

const verification = (answer: FedoraAccount | Error) => new FasVerification(new KnownAccounts(answer), new SilentLog());
const away = new TransientFailure('away', { service: 'FASJSON', kind: 'server' });
const refused = new PermanentFailure('forbidden', { service: 'FASJSON', kind: 'forbidden' });
const unreachable = { matched: false, why: 'accounts-not-reachable' };

it('compares the account with the login', async () => {
  const jane = verification({ username: 'jane-fas', isPrivate: false, githubUsername: 'Jane' });
  expect(await jane.match('jane-fas', 'jane', 0)).toEqual({ matched: true });
  expect(await jane.match('jane-fas', 'john', 0)).toEqual({ matched: false, why: 'github-username-differs' });
});

it('waits out an outage some times, then counts it as no match', async () => {
  for (let tries = 0; tries < 5; tries++)
    await expect(verification(away).match('jane', 'jane', tries)).rejects.toBe(away);
  expect(await verification(away).match('jane', 'jane', 5)).toEqual(unreachable);
});

it('counts a refusal as no match at once', async () => {
  expect(await verification(refused).match('jane', 'jane', 0)).toEqual(unreachable);
});

it('hides no mistakes of ours', async () => {
  const bug = new TypeError('a bug');
  await expect(verification(bug).match('jane', 'jane', 9)).rejects.toBe(bug);
});
