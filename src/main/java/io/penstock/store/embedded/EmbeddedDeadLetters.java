package io.penstock.store.embedded;

import io.penstock.sync.outbox.DeadLetter;
import io.penstock.sync.outbox.DeadLetters;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The face of {@link DeadLetterRows}. */
final class EmbeddedDeadLetters implements DeadLetters {
  private final GroupCommit writer;
  private final Readers readers;
  private final InstantSource clock;

  EmbeddedDeadLetters(GroupCommit writer, Readers readers, InstantSource clock) {
    this.writer = writer;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public Future<List<DeadLetter>> list(Filter filter, long after, int limit) {
    int bounded = bounded(limit);
    return readers.read(sql -> DeadLetterRows.list(sql, filter, after, bounded));
  }

  @Override
  public Future<List<Hits>> hits(Filter filter) {
    return readers.read(sql -> DeadLetterRows.hits(sql, filter));
  }

  @Override
  public Future<Replayed> replay(Filter filter, int limit) {
    int bounded = bounded(limit);
    return writer.submit(
        bounded,
        1_024,
        transaction -> DeadLetterRows.replay(transaction, filter, bounded, clock.instant()));
  }

  @Override
  public Future<Stepped> replay(Step step) {
    int bounded = bounded(step.limit());
    return readers
        .read(sql -> DeadLetterRows.found(sql, step))
        .compose(
            found -> {
              Long last = found.size() < bounded ? null : found.get(bounded - 1).id();
              if (found.isEmpty()) {
                return Future.succeededFuture(new Stepped(0, null, Set.of()));
              }
              return writer
                  .submit(
                      found.size(),
                      1_024,
                      transaction -> DeadLetterRows.revive(transaction, found, clock.instant()))
                  .map(replayed -> new Stepped(replayed.count(), last, replayed.ready()));
            });
  }

  private static int bounded(int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw new IllegalArgumentException("limit must be between 1 and " + PAGE_MAX);
    }
    return limit;
  }
}
