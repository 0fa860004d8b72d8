package io.penstock.connector.partner;

import io.penstock.connector.Delivery;
import io.penstock.connector.Link;
import io.penstock.connector.Page;
import io.penstock.connector.PushResult;
import io.penstock.connector.Report;
import io.penstock.record.Cursor;
import io.penstock.record.RecordType;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * A partner that takes no webhooks: the connection only gives routes a name for what the partner
 * sends to the API. Calls nobody.
 */
final class SendingOnlyLink implements Link {
  @Override
  public Future<Void> declare() {
    return Future.succeededFuture();
  }

  @Override
  public boolean declares() {
    return false;
  }

  /** The partner sends its updates to the API by itself. */
  @Override
  public boolean isPolled(RecordType type) {
    return false;
  }

  @Override
  public Future<Void> poll(RecordType type, Cursor from, Function<Page, Future<Void>> pages) {
    return Future.succeededFuture();
  }

  @Override
  public int batchMax(RecordType type) {
    return 1;
  }

  @Override
  public int inFlightMax(RecordType type) {
    return 1;
  }

  /** Reached by records that a route sent here, or that waited while the plug was taken away. */
  @Override
  public Future<List<PushResult>> push(RecordType type, List<Delivery> batch) {
    PushResult refused =
        PushResult.rejected("this partner connection has no IMPORT plug " + type.code(), "");
    return Future.succeededFuture(batch.stream().map(delivery -> refused).toList());
  }

  @Override
  public Future<Void> report(List<Report> reports) {
    return Future.succeededFuture();
  }

  @Override
  public String waitingFor() {
    return "";
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
