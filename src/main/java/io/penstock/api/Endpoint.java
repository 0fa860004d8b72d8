package io.penstock.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One operation of the contract.
 *
 * @param path in the router's form, such as {@code /v1/tenants/:tenant}
 * @param produces the media type of a good answer
 * @param open whether no key is needed
 * @param handler completes when the answer was handed over
 */
record Endpoint(
    HttpMethod method,
    String path,
    String produces,
    boolean open,
    Function<Call, Future<Void>> handler) {

  static Endpoint get(String path, Function<Call, Future<Void>> handler) {
    return new Endpoint(HttpMethod.GET, path, Call.JSON, false, handler);
  }

  static Endpoint post(String path, Function<Call, Future<Void>> handler) {
    return new Endpoint(HttpMethod.POST, path, Call.JSON, false, handler);
  }

  Endpoint producing(String mediaType) {
    return new Endpoint(method, path, mediaType, open, handler);
  }

  Endpoint withoutKey() {
    return new Endpoint(method, path, produces, true, handler);
  }
}
