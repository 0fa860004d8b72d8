package io.penstock.sandbox;

import java.time.Instant;

/**
 * One call as the sandbox saw it.
 *
 * @param tenant which tenant it named, or the empty string
 * @param status what was answered; 0 when nothing was
 * @param fault the kind of fault done, or the empty string
 * @param bodyStart the first characters of the request's body
 */
public record SeenCall(
    Instant at,
    String method,
    String path,
    String query,
    String tenant,
    String userAgent,
    String protocol,
    int status,
    String fault,
    String bodyStart) {}
