// must fail: no-restricted-syntax
export const used = () => fetch('/console/v1/plans');
