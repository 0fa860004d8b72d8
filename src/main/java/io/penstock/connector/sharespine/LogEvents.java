package io.penstock.connector.sharespine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.connector.Report;
import io.vertx.core.Future;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the platform's users what happened to their records. Each event is sent once: a lost one is
 * also in our own event log, a doubled one would confuse. Severities but {@code Error} are ASSUMED
 * (A11), and so are the record types but {@code order}.
 */
final class LogEvents {
  private static final Logger LOG = LoggerFactory.getLogger(LogEvents.class);

  private final TenantApi api;
  private final SharespineOptions options;

  LogEvents(TenantApi api, SharespineOptions options) {
    this.api = api;
    this.options = options;
  }

  Future<Void> send(List<Report> reports) {
    List<Report> wanted =
        reports.stream().filter(report -> report.error() || options.logSummaries()).toList();
    Future<Void> sent = Future.succeededFuture();
    for (int from = 0; from < wanted.size(); from += options.logBatchMax()) {
      List<Report> batch =
          wanted.subList(from, Math.min(wanted.size(), from + options.logBatchMax()));
      sent = sent.compose(before -> batch(batch));
    }
    return sent;
  }

  private Future<Void> batch(List<Report> batch) {
    ArrayNode body = Fields.JSON.createArrayNode();
    batch.forEach(report -> write(body.addObject(), report));
    return api.post(api.paths().logEvent(), body)
        .compose(answer -> Refusals.mustBeSuccess(answer, "log events"))
        .otherwise(
            lost -> {
              LOG.info("{} log events were not taken: {}", batch.size(), lost.getMessage());
              return null;
            })
        .mapEmpty();
  }

  private static void write(ObjectNode event, Report report) {
    event
        .put("severity", report.error() ? "Error" : "Info")
        .put("relatedRecordType", report.type().code())
        .put("direction", Plugs.word(report.direction()))
        .put("summary", report.summary());
    ArrayNode paragraphs = event.putArray("body");
    report.body().forEach(paragraphs::add);
    event
        .putArray("relatedIdMsgs")
        .addObject()
        .put("id", report.recordId())
        .put("displayId", report.displayId())
        .put("message", report.message());
    event.put("time", report.at().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
