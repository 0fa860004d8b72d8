package io.penstock.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs here. */
@Command(name = "version", description = "Print the version of Penstock and of Java.")
final class VersionCommand implements Callable<Integer> {
  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    String java =
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("penstock", Version.current());
    version.put("java", java);
    output.data("penstock " + Version.current() + "\njava " + java, version);
    return ExitCode.DONE;
  }
}
