import { isService, tenantOf } from '../../src/domain/tenant.js';

it.each([
  ['github.com/acme/hello#12', 'github.com/acme'],
  ['github.com/acme/hello', 'github.com/acme'],
  ['github.com/Acme/hello@main', 'github.com/acme'],
  ['github.com/acme', 'github.com/acme'],
  ['github.com/acme/hello!v1', 'github.com/acme'],
  ['gitlab.example:8443/group/sub/hello!7', 'gitlab.example:8443/group'],
  ['pagure.io/hello#1', 'pagure.io/hello'],
])('%s is for %s', (key, tenant) => {
  expect(tenantOf(key)).toBe(tenant);
  expect(isService(tenant)).toBe(false);
});

it.each([
  ['copr:123', 'copr'],
  ['testing-farm:5b6f3c0e-0000', 'testing-farm'],
  ['github:push', 'github'],
])('%s is what %s says', (key, tenant) => {
  expect(tenantOf(key)).toBe(tenant);
  expect(isService(tenant)).toBe(true);
});
