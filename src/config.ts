/** The only reader of the environment. */
export interface Config {
  /** Where `whichhalf demo` serves its report. */
  readonly port: number | undefined;
  readonly noColour: boolean;
  /** Shows the stack of an unexpected error. */
  readonly debug: boolean;
}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const port = environment.PORT;
  return {
    port: port === undefined || port === '' ? undefined : Number(port),
    noColour: (environment.NO_COLOR ?? '') !== '',
    debug: (environment.WHICHHALF_DEBUG ?? '') !== '',
  };
}
