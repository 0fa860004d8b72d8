package io.penstock.fake;

import io.penstock.store.Store;
import io.penstock.sync.eventlog.EventLog;
import io.penstock.sync.outbox.DeadLetters;
import io.penstock.sync.outbox.OrderFeed;
import io.penstock.sync.outbox.Outbox;
import io.penstock.tenant.ApiKeys;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;

/** A real store whose outbox can be made to fail. */
public final class FaultyStore implements Store {
  private final Store real;
  private final FaultyOutbox outbox;

  public FaultyStore(Store real) {
    this.real = real;
    this.outbox = new FaultyOutbox(real.outbox());
  }

  /** What can be made to go wrong. */
  public FaultyOutbox faults() {
    return outbox;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public DeadLetters deadLetters() {
    return real.deadLetters();
  }

  @Override
  public OrderFeed orderFeed() {
    return real.orderFeed();
  }

  @Override
  public EventLog eventLog() {
    return real.eventLog();
  }

  @Override
  public TenantStore tenants() {
    return real.tenants();
  }

  @Override
  public ApiKeys apiKeys() {
    return real.apiKeys();
  }

  @Override
  public Future<Void> check() {
    return real.check();
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }
}
