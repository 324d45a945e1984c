declare module "plotly.js-basic-dist-min" {
  export interface Trace {
    type?: string;
    name?: string;
    orientation?: "h" | "v";
    x?: (string | number | null)[];
    y?: (string | number | null)[];
    customdata?: (string | number | null)[];
    measure?: string[];
    labels?: string[];
    values?: number[];
    [property: string]: unknown;
  }
  export type Layout = Record<string, unknown>;
  export type Config = Record<string, unknown>;
  export function newPlot(element: HTMLElement, data: Trace[], layout: Layout, config: Config): Promise<HTMLElement>;
  export function react(element: HTMLElement, data: Trace[], layout: Layout, config: Config): Promise<HTMLElement>;
  export function register(modules: unknown): void;
  export const Plots: { resize(element: HTMLElement): void };
}
