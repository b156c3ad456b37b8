/** A request to the control API that cannot be followed; the message says what to change. */
export class ControlError extends Error {
  constructor(
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message);
  }
}
