import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The port that clients know, before the server's own: here their connections are cut, as a network would. */
export class FrontDoor {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Opens on loopback; port 0 is any free one. */
  static async open(port: number, behind: number): Promise<FrontDoor> {
    const server = createServer((outside) => {
      const inside = connect(behind, '127.0.0.1');
      for (const socket of [outside, inside]) {
        door.sockets.add(socket);
        socket.setNoDelay(true);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          door.sockets.delete(socket);
          outside.destroy();
          inside.destroy();
        });
      }
      outside.pipe(inside).pipe(outside);
    });
    const door = new FrontDoor(server);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets all connections; new ones are taken. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.resetAndDestroy();
  }

  /** Nothing passes any more and nobody is told, as when a machine loses power or a cable is pulled. */
  freeze(): void {
    for (const socket of [...this.sockets]) socket.unpipe().pause();
  }

  /** Resets all connections and refuses new ones. */
  async shut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }
}
