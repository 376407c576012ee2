import { createHash } from 'node:crypto';
import type { Call, HttpService } from '../http-service.js';
import { Refusal } from '../http-service.js';

/** The lookaside cache: keeps archives, and checks what it is told about them. */
export class Lookaside {
  /** By `rpms/hello/hello-1.0.tar.gz/{sha512}`. */
  readonly archives = new Map<string, Buffer>();
  /** The next uploads are answered 500, after the whole of them has come. */
  failures = 0;

  constructor(private readonly hasModule: (name: string) => boolean) {}

  serve(http: HttpService): void {
    http.on('POST', '/repo/pkgs/upload.cgi', (call) => this.#upload(call));
    http.on('GET', '/repo/pkgs/{path*}', ({ params }) => {
      const [, name, file, hash] = /^(.+)\/([^/]+)\/sha512\/([0-9a-f]+)\/[^/]+$/.exec(params.path ?? '') ?? [];
      const found = this.archives.get(`${name}/${file}/${hash}`);
      return found ? { status: 200, body: found } : { status: 404, body: 'Not Found' };
    });
  }

  names(): string[] {
    return [...this.archives.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))).sort();
  }

  async #upload(call: Call): Promise<{ status: number; body: string }> {
    const type = String(call.headers['content-type']);
    if (!type.startsWith('multipart/form-data')) throw plain(400, 'Required field missing');
    const form = await new Response(call.raw, { headers: { 'content-type': type } }).formData();
    const [name, hash, filename] = ['name', 'sha512sum', 'filename'].map((field) => form.get(field));
    if (typeof name !== 'string' || typeof hash !== 'string') throw plain(400, 'Required field missing');
    if (!this.hasModule(name)) throw plain(404, `Module "${name}" does not exist!`);
    const file = form.get('file');
    if (typeof filename === 'string') {
      if (file !== null) throw plain(400, 'filename and file exclude each other');
      return { status: 200, body: this.archives.has(`${name}/${filename}/${hash}`) ? 'Available' : 'Missing' };
    }
    if (file === null || typeof file === 'string') throw plain(400, 'Required field "file" is not present.');
    if (this.failures > 0) {
      this.failures -= 1;
      throw plain(500, 'Internal Server Error');
    }
    const data = Buffer.from(await file.arrayBuffer());
    const found = createHash('sha512').update(data).digest('hex');
    if (found !== hash) throw plain(400, `SHA512 check failed. Received ${found} instead of ${hash}`);
    this.archives.set(`${name}/${file.name}/${hash}`, data);
    return { status: 200, body: `File ${file.name} size ${data.length} SHA512 ${hash} stored OK` };
  }
}

function plain(status: number, body: string): Refusal {
  return new Refusal({ status, body });
}
