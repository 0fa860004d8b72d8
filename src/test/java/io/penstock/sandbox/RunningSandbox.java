package io.penstock.sandbox;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** A sandbox for one test; closes with everything it started. */
public final class RunningSandbox implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Sandbox sandbox;

  private RunningSandbox(SandboxOptions options) {
    try {
      sandbox = Sandbox.start(vertx, options.withPort(0)).await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("The sandbox did not start", e);
    }
  }

  public static RunningSandbox of(SandboxOptions options) {
    return new RunningSandbox(options);
  }

  /** Two tenants with twelve products and five orders each. */
  public static SandboxOptions small() {
    return SandboxOptions.defaults().withPopulation(new SandboxOptions.Population(2, 12, 5));
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  @Override
  public void close() {
    try {
      sandbox.close().await(20, TimeUnit.SECONDS);
      vertx.close().await(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("The sandbox did not close", e);
    }
  }
}
