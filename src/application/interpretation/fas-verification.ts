import { Injectable } from '@nestjs/common';
import { fasMatch, type FasMatch } from '../../domain/allowlist/fas-match.js';
import { PermanentFailure, TransientFailure } from '../ports/failure.js';
import { FedoraAccounts } from '../ports/fedora-accounts.js';
import { Log } from '../ports/log.js';

/** How often an outage is waited out, each time for longer, before it counts as no match: about half a minute in all. */
const PATIENT_TRIES = 5;

/** Asks the Fedora Account System whether an account proves who a GitHub user is. */
@Injectable()
export class FasVerification {
  constructor(
    private readonly accounts: FedoraAccounts,
    private readonly log: Log,
  ) {}

  /** `tries`: how often it has been tried before. Rejects with `TransientFailure` while waiting still makes sense. */
  async match(account: string, login: string, tries: number): Promise<FasMatch> {
    try {
      return fasMatch(await this.accounts.find(account), login);
    } catch (error) {
      const outage = error instanceof TransientFailure;
      if ((outage && tries < PATIENT_TRIES) || !(outage || error instanceof PermanentFailure)) throw error;
      this.log.warn('a Fedora account could not be looked at, which counts as no match', {
        account,
        tries,
        error: error.message,
      });
      return { matched: false, why: 'accounts-not-reachable' };
    }
  }
}
