// Why a command failed, as the hub said it or as the line made it. Words for people are in each front end's locales.
import type { ErrorBody, ErrorCode } from './wire.gen.ts';

/** `offline`: no line, or it broke before the answer. `timeout`: no answer in time. Both leave open whether it was done. */
export type FailureCode = ErrorCode | 'offline' | 'timeout';

/** A command that was not done, or of which that is not known. `retryable`: the same command may succeed later. */
export class CommandError extends Error {
  readonly code: FailureCode;
  readonly retryable: boolean;
  readonly details: Record<string, unknown>;

  constructor(code: FailureCode, message: string = code, retryable = true, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.details = details;
  }

  /** From the `error` of an acknowledgement or of a refused connection. */
  static from(body: Partial<ErrorBody>): CommandError {
    return new CommandError((body.code ?? 'internal') as ErrorCode, body.message, body.retryable ?? false, body.details);
  }
}
