package io.penstock.sync.outbox;

import java.util.List;
import java.util.Set;

/**
 * What became of an {@link Acceptance}.
 *
 * @param fresh one flag per arrival: false for a fact already known and for a state older than what
 *     is known
 * @param ready connections of the tenant that have something new to push
 */
public record Accepted(List<Boolean> fresh, Set<String> ready) {}
