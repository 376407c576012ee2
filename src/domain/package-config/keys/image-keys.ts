import { mapping } from '../values/collection-types.js';
import { string } from '../values/scalar-types.js';
import { nullable } from '../values/value-type.js';
import { documented } from './documented-key.js';

/** Keys about VM images. */
export const imageKeys = {
  copr_chroot: documented(nullable(string, null), ['image'], 'Chroot whose packages are installed in the image.'),
  image_distribution: documented(nullable(string, null), ['image'], 'Distribution of the image.'),
  image_request: documented(nullable(mapping, null), ['image'], 'The request, as Image Builder takes it.'),
  image_customizations: documented(
    nullable(mapping, null),
    ['image'],
    'The customizations, as Image Builder takes them.',
  ),
};
