package io.penstock.server;

import io.penstock.sync.PlugBoard;
import io.penstock.sync.intake.ResyncStatus;
import io.penstock.sync.intake.Resyncs;
import io.penstock.tenant.Tenant;
import io.penstock.tenant.TenantDirectory;
import io.penstock.tenant.TenantStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one verticle running for each tenant that should run, and none for those that are paused or
 * quarantined. Changes of one tenant take effect one after the other, in the order they were made.
 */
final class TenantRunner implements Resyncs {
  private static final Logger LOG = LoggerFactory.getLogger(TenantRunner.class);

  private final Vertx vertx;
  private final TenantDirectory directory;
  private final TenantParts parts;
  private final ConcurrentHashMap<String, Future<@Nullable Running>> deployments =
      new ConcurrentHashMap<>();
  private volatile boolean stopping;

  private record Running(String id, TenantVerticle verticle) {}

  TenantRunner(Vertx vertx, TenantDirectory directory, TenantParts parts) {
    this.vertx = vertx;
    this.directory = directory;
    this.parts = parts;
  }

  /** Deploys every tenant of the directory and follows its changes from then on. */
  Future<Void> start(List<TenantStore.Damaged> damaged) {
    directory.onChange(
        change -> {
          if (!Objects.equals(change.before(), change.now())) {
            apply(change.tenantId(), change.now());
          }
        });
    damaged.forEach(
        bad -> quarantine(bad.tenantId(), "its entry in the store is damaged: " + bad.reason()));
    return Rounds.of(
        List.copyOf(directory.all()).iterator(),
        entry -> apply(entry.tenant().id(), entry.tenant()));
  }

  /** Stops every tenant; completes when all that was under way is settled. */
  Future<Void> stop() {
    stopping = true;
    List<Future<?>> ending = new ArrayList<>();
    deployments.keySet().forEach(tenantId -> ending.add(apply(tenantId, null)));
    return Future.join(ending).mapEmpty();
  }

  int running() {
    int running = 0;
    for (Future<@Nullable Running> deployment : deployments.values()) {
      running += deployment.succeeded() && deployment.result() != null ? 1 : 0;
    }
    return running;
  }

  @Override
  public Future<Answer> begin(Wish wish) {
    TenantVerticle verticle = verticle(wish.source().tenant());
    if (verticle != null) {
      return verticle.resync(wish);
    }
    String quarantined = parts.board().quarantineReason(wish.source().tenant());
    return Future.succeededFuture(
        new Answer.Refused(
            quarantined == null
                ? "the tenant is being started or stopped; ask again"
                : "the tenant is quarantined: " + quarantined));
  }

  @Override
  public List<ResyncStatus> of(String tenantId) {
    TenantVerticle verticle = verticle(tenantId);
    return verticle == null ? List.of() : verticle.resyncs();
  }

  /** Completes when all of its plugs were looked at; at once where the tenant does not run. */
  Future<Void> sweep(String tenantId, DriftMemory memory) {
    TenantVerticle verticle = verticle(tenantId);
    return verticle == null ? Future.succeededFuture() : verticle.sweep(memory);
  }

  private @Nullable TenantVerticle verticle(String tenantId) {
    Future<@Nullable Running> deployment = deployments.get(tenantId);
    Running running = deployment == null || !deployment.succeeded() ? null : deployment.result();
    return running == null ? null : running.verticle();
  }

  private Future<?> apply(String tenantId, @Nullable Tenant now) {
    Future<@Nullable Running> next =
        deployments.compute(
            tenantId,
            (id, before) ->
                undeploy(before)
                    .transform(undeployed -> stopping ? undeploy(null) : deploy(tenantId, now)));
    return next.onComplete(
        result -> {
          if (result.succeeded() && result.result() == null) {
            deployments.remove(tenantId, next);
          } else if (result.succeeded()) {
            // How it came about is of no more use, and there is one for each tenant.
            deployments.replace(tenantId, next, Future.succeededFuture(result.result()));
          }
        });
  }

  private Future<@Nullable Running> undeploy(@Nullable Future<@Nullable Running> before) {
    if (before == null) {
      return Future.succeededFuture(null);
    }
    return before.compose(
        deployment ->
            deployment == null
                ? Future.succeededFuture(null)
                : vertx.undeploy(deployment.id()).map((Running) null));
  }

  private Future<@Nullable Running> deploy(String tenantId, @Nullable Tenant tenant) {
    PlugBoard board = parts.board();
    board.release(tenantId);
    if (tenant == null || tenant.paused()) {
      return Future.succeededFuture(null);
    }
    List<String> problems = parts.connectors().problems(tenant);
    if (!problems.isEmpty()) {
      quarantine(tenantId, String.join("; ", problems));
      return Future.succeededFuture(null);
    }
    TenantVerticle verticle = new TenantVerticle(tenant, parts);
    return vertx
        .deployVerticle(verticle)
        .<@Nullable Running>map(id -> new Running(id, verticle))
        .recover(
            cause -> {
              LOG.error("tenant {} could not be started", tenantId, cause);
              quarantine(tenantId, "it could not be started: " + cause.getMessage());
              return Future.succeededFuture(null);
            });
  }

  private void quarantine(String tenantId, String reason) {
    LOG.error("tenant {} is quarantined: {}", tenantId, reason);
    parts.board().quarantine(tenantId, reason);
  }
}
