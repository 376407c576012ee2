import { ProtocolServer } from '../support/esdb-protocol-server/protocol-server.js';

/** The store of a cluster, in a process of its own: prints where it is, and ends with whoever started it. */
const server = await ProtocolServer.start();
console.log(`store at ${server.url} .`);
process.stdin.on('end', () => process.exit(0)).resume();
