package io.penstock.fake;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh key and certificate for this machine, made by the JDK's own tool. */
public final class LocalCertificate {
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final Path pem;

  private LocalCertificate(Path store, Path pem) {
    this.store = store;
    this.pem = pem;
  }

  public static LocalCertificate create() {
    try {
      Path folder = Files.createTempDirectory("certificate");
      Path store = folder.resolve("key.p12");
      Path pem = folder.resolve("certificate.pem");
      keytool(
          "-genkeypair -alias local -keyalg EC -groupname secp256r1 -dname CN=localhost"
              + " -ext san=dns:localhost,ip:127.0.0.1 -validity 2 -storetype PKCS12",
          store);
      keytool("-exportcert -rfc -alias local -file " + pem, store);
      return new LocalCertificate(store, pem);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public PfxOptions key() {
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
  }

  /** The certificate in the form that clients are given to trust. */
  public Path pem() {
    return pem;
  }

  private static void keytool(String arguments, Path store) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(output);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }
}
