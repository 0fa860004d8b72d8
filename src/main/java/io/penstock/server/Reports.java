package io.penstock.server;

import io.penstock.connector.Link;
import io.penstock.connector.Report;
import io.penstock.sync.push.Reporter;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what a platform's users should read and sends it on, a bounded number at a time. Best
 * effort: the event log is the full account.
 */
final class Reports implements Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final int WAITING_MAX = 100;
  private static final long GATHER_MILLIS = 1_000;

  private final Vertx vertx;
  private final String tenant;
  private final Map<String, Link> links;
  private final Map<String, List<Report>> waiting = new HashMap<>();

  Reports(Vertx vertx, String tenant, Map<String, Link> links) {
    this.vertx = vertx;
    this.tenant = tenant;
    this.links = links;
  }

  @Override
  public void report(String connectionId, Report report) {
    List<Report> reports = waiting.computeIfAbsent(connectionId, key -> new ArrayList<>());
    if (reports.isEmpty()) {
      vertx.setTimer(GATHER_MILLIS, fired -> send(connectionId));
    }
    if (reports.size() < WAITING_MAX) {
      reports.add(report);
    }
  }

  private void send(String connectionId) {
    List<Report> reports = waiting.remove(connectionId);
    Link link = links.get(connectionId);
    if (reports != null && link != null) {
      link.report(List.copyOf(reports))
          .onFailure(
              cause ->
                  LOG.warn(
                      "{} reports to {}/{} were not delivered: {}",
                      reports.size(),
                      tenant,
                      connectionId,
                      cause.getMessage()));
    }
  }
}
