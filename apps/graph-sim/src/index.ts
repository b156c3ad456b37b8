export { startGraphSimulator } from './simulator';
export type { GraphSimulator, SimulatorOptions } from './simulator';
export { DEFAULT_CONFIG } from './simulator-config';
export type { AutomaticStatus, SimulatorConfig } from './simulator-config';
