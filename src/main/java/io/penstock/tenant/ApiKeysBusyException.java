package io.penstock.tenant;

/**
 * Another process writes for too long where the keys are kept. Nothing was changed, and the same
 * call may pass later.
 */
public final class ApiKeysBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause says it in its message
   */
  public ApiKeysBusyException(Throwable cause) {
    super(cause.getMessage(), cause, false, false);
  }
}
