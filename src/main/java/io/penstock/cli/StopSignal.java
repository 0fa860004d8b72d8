package io.penstock.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and Ctrl-C. The JVM would end with its own code while the command is still cleaning up;
 * so the hook waits for the command and then ends the process with the command's code.
 */
final class StopSignal {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicInteger exitCode = new AtomicInteger(ExitCode.UNCLEAN_STOP);

  private StopSignal() {}

  /**
   * @param onSignal tells the command to come to its end; must not block
   */
  static StopSignal install(Runnable onSignal) {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.hook(onSignal), "penstock-stop"));
    return signal;
  }

  /** The command has ended; call it on every way out. */
  void finish(int code) {
    exitCode.set(code);
    finished.countDown();
  }

  private void hook(Runnable onSignal) {
    if (finished.getCount() == 0) {
      return;
    }
    onSignal.run();
    try {
      finished.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode.get());
  }
}
