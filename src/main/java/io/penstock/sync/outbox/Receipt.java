package io.penstock.sync.outbox;

/**
 * What was answered to a request with an {@code Idempotency-Key}, so that a repeat gets the same
 * answer and has no second effect.
 *
 * @param scope caller, tenant and operation the key belongs to
 * @param requestHash SHA-256 of the body: the same key with another body is a mistake
 * @param answer the JSON that was answered
 */
public record Receipt(String scope, String key, String requestHash, int status, String answer) {}
