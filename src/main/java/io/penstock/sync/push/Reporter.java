package io.penstock.sync.push;

import io.penstock.connector.Report;

/** Takes what a platform's own users should read to the connection it concerns. */
public interface Reporter {
  void report(String connectionId, Report report);
}
