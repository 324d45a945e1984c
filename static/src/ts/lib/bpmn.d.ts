// Packages of bpmn.io that come without types.
declare module "diagram-js-minimap" {
  const module: Record<string, unknown>;
  export default module;
}

declare module "bpmn-js-token-simulation/lib/viewer" {
  const module: Record<string, unknown>;
  export default module;
}
