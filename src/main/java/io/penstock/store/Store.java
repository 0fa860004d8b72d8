package io.penstock.store;

import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;

/** One open store with all its faces. */
public interface Store {
  Outbox outbox();

  DeadLetters deadLetters();

  OrderFeed orderFeed();

  EventLog eventLog();

  TenantStore tenants();

  ApiKeys apiKeys();

  /** Commits a small write, to prove that it can. Fails with a sentence that says what is wrong. */
  Future<Void> check();

  /** Finishes what was handed over, then closes. Later calls fail. */
  Future<Void> close();
}
