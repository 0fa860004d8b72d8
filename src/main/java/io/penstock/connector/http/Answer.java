package io.penstock.connector.http;

import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.tenant.ConnectionRef;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back for a call, with any status.
 *
 * @param who whose call it was
 * @param call what was asked
 * @param body empty for a streamed answer
 * @param retryAfter how long the platform asked us to wait, by either form of the header; null
 *     where it did not ask
 */
public record Answer(
    ConnectionRef who,
    Call call,
    int status,
    MultiMap headers,
    Buffer body,
    @Nullable Duration retryAfter) {

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Request and answer in short, secrets masked. */
  public String exchange() {
    return Excerpt.of(this);
  }

  /** This answer as trouble: its status is not a success. */
  public PlatformException failure(String message) {
    return new PlatformException(
        who.toString(), Kind.STATUS, status, retryAfter, message, exchange());
  }

  /** This answer as trouble: it is not what it should be. */
  public PlatformException unreadable(String message) {
    return new PlatformException(
        who.toString(), Kind.UNREADABLE, status, null, message, exchange());
  }

  @Override
  public String toString() {
    return exchange();
  }
}
