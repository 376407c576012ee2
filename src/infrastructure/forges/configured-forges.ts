import { Forges, type Forge } from '../../application/ports/forge.js';

/** The forges of this installation, by host. */
export class ConfiguredForges extends Forges {
  constructor(private readonly forges: ReadonlyMap<string, Forge>) {
    super();
  }

  forHost(host: string): Forge | undefined {
    return this.forges.get(host);
  }
}
