// must fail: no-restricted-exports
export default class TenantDefault {
  readonly name = 'tenant';
}
