/** Something in the release, its configuration or dist-git keeps a branch from getting the release. The message is what people read. */
export class SyncFailure extends Error {
  override readonly name = 'SyncFailure';
}
