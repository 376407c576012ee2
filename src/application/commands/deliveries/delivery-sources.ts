/** By which ways inputs come. */
export const deliverySources = ['github', 'gitlab', 'forgejo', 'pagure', 'fedora-messaging', 'testing-farm'] as const;
export type DeliverySource = (typeof deliverySources)[number];

/** The stream of one input. */
export const deliveryStream = (source: DeliverySource, id: string): string => `delivery-${source}-${id}`;
