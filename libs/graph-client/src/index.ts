export * from './graph-client';
export * from './graph-outcome';
export type { CircuitOptions, CircuitStateName } from './host-circuit';
