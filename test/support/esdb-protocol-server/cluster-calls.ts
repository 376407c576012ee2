import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Empty } from '@eventstore/db-client/generated/shared_pb.js';

/** A node of a cluster, as gossip tells of it. */
export interface Member {
  readonly port: number;
  readonly alive: boolean;
  readonly leader: boolean;
}

const SERVICE = 'event_store.client.streams.streams';
const METHODS: Readonly<Record<string, readonly string[]>> = {
  read: ['position', 'events'],
  append: [],
  delete: [],
  tombstone: [],
  batchappend: ['deadline_duration'],
};

/** What a client asks first: which calls there are. */
export function supportedMethods(_: unknown, answer: sendUnaryData<SupportedMethods>): void {
  const methods = Object.entries(METHODS).map(([name, has]) =>
    new features.SupportedMethod()
      .setServiceName(SERVICE)
      .setMethodName(name)
      .setFeaturesList([...has]),
  );
  answer(null, new features.SupportedMethods().setEventStoreServerVersion('23.10.6').setMethodsList(methods));
}

/** What a client asks that is to find the leader. */
export function gossipRead(members: () => readonly Member[]) {
  return (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>): void => {
    const { VNodeState } = gossip.MemberInfo;
    const list = members().map(({ port, alive, leader }) =>
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString(`00000000-0000-4000-8000-${String(port).padStart(12, '0')}`))
        .setTimeStamp(String(Date.now() * 10_000))
        .setState(leader ? VNodeState.LEADER : VNodeState.FOLLOWER)
        .setIsAlive(alive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(port)),
    );
    answer(null, new gossip.ClusterInfo().setMembersList(list));
  };
}
