package io.penstock.connector.http;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** One step on a call's way out. Each adds one thing and is named for it. */
interface Rung {
  /**
   * @param reader for the body of a successful answer, null to read it as a whole
   */
  Future<Answer> pass(Call call, @Nullable BodyReader reader);
}
