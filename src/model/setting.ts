/** A kernel setting as sysctl(8) names it. */
export interface Setting {
  readonly name: string;
  readonly value: number | bigint | string;
}
