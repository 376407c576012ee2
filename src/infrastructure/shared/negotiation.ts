/** What is needed of the package `kerberos`, which is native and therefore optional. */
interface Kerberos {
  readonly GSS_MECH_OID_SPNEGO: unknown;
  initializeClient(
    service: string,
    options: { mechOID: unknown; principal?: string },
  ): Promise<{
    step(challenge: string): Promise<string>;
  }>;
}

export interface KerberosCredentials {
  /** Path of a keytab. It is handed to the Kerberos library, which gets and renews tickets by itself. */
  readonly keytab?: string;
  readonly principal?: string;
}

/** Makes `Authorization: Negotiate …` for one host. Constructed only where credentials are configured. */
export class Negotiation {
  private loaded?: Promise<Kerberos>;

  constructor(
    private readonly host: string,
    private readonly credentials: KerberosCredentials,
  ) {}

  /** A fresh token for one request. */
  async authorization(): Promise<string> {
    this.loaded ??= this.load();
    const kerberos = await this.loaded;
    const { principal } = this.credentials;
    const client = await kerberos.initializeClient(`HTTP@${this.host}`, {
      mechOID: kerberos.GSS_MECH_OID_SPNEGO,
      ...(principal !== undefined && { principal }),
    });
    return `Negotiate ${await client.step('')}`;
  }

  private async load(): Promise<Kerberos> {
    const { keytab } = this.credentials;
    if (keytab !== undefined) process.env.KRB5_CLIENT_KTNAME ??= `FILE:${keytab}`;
    const name = 'kerberos';
    const module = (await import(name)) as Kerberos & { default?: Kerberos };
    return module.default ?? module;
  }
}
