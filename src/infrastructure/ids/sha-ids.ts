import { hash } from 'node:crypto';
import { v5 } from 'uuid';
import { Ids } from '../../application/ports/ids.js';

/** Name space of all our UUIDs. Never to be changed: ids on disk were made with it. */
const NAMESPACE = '6f1d1a52-0d3b-5c58-9d0e-3c1f6a1f5e27';

/** UUID version 5 (RFC 9562) and SHA-256. */
export class ShaIds extends Ids {
  uuid(text: string): string {
    return v5(text, NAMESPACE);
  }

  digest(content: string | Uint8Array): string {
    return hash('sha256', content, 'hex');
  }
}
