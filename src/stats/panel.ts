/**
 * Units observed over periods: for each unit and period a sum and the number of values behind it.
 * A mean is sum / count; count 0 means that nothing was observed.
 */
export interface Panel {
  readonly units: number;
  readonly periods: number;
  /** [units x periods], row by row. */
  readonly sum: Float64Array;
  /** [units x periods], row by row; 0 where nothing was observed. */
  readonly count: Float64Array;
}
