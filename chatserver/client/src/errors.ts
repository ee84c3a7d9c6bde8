// Why a command failed, as the hub said it or as the line made it. Words for people are in each front end's locales.
import type { ErrorBody, ErrorCode } from './wire.gen.ts';

/**
 * `offline`: there is no line, or it broke before the answer (then `details.sent` is true). `timeout`: no answer in time.
 * What was sent may have been done.
 */
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

  /** How long the hub asks to wait before the next try, in ms; 0 when it does not say. */
  get retryAfterMs(): number {
    return Number(this.details['retry_after_seconds'] ?? 0) * 1_000;
  }

  /** From the `error` of an acknowledgement or of a refused connection. */
  static from(body: Partial<ErrorBody>): CommandError {
    return new CommandError((body.code ?? 'internal') as ErrorCode, body.message, body.retryable ?? false, body.details);
  }
}
