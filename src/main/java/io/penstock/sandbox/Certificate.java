package io.penstock.sandbox;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The listener's certificate: the user's own, or one made at start by the JDK's keytool into a
 * private folder. Blocks; never call it on an event loop.
 *
 * @param file what a client must trust, as PEM
 * @param folder what to remove at the end, if we made one
 */
public record Certificate(KeyCertOptions key, Path file, Optional<Path> folder) {
  private static final String ALIAS = "sandbox";
  private static final String PASSWORD_VARIABLE = "SANDBOX_STORE_PASSWORD";
  private static final long KEYTOOL_SECONDS_MAX = 60;

  static Certificate of(SandboxOptions options) throws IOException {
    SandboxOptions.Tls tls = options.tls();
    if (!tls.keyFile().isEmpty()) {
      Path file = Path.of(tls.certificateFile());
      return new Certificate(
          new PemKeyCertOptions().setKeyPath(tls.keyFile()).setCertPath(tls.certificateFile()),
          file,
          Optional.empty());
    }
    Path folder = Files.createTempDirectory("penstock-sandbox");
    try {
      return made(options.host(), folder);
    } catch (IOException | RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  /** One for localhost, made now; {@link #remove} it at the end. */
  public static Certificate local() throws IOException {
    return of(SandboxOptions.defaults().withTls(new SandboxOptions.Tls(true, "", "")));
  }

  private static Certificate made(String host, Path folder) throws IOException {
    Path store = folder.resolve("sandbox.p12");
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    runKeytool(host, store, password);
    Path file = folder.resolve("certificate.pem");
    Files.writeString(file, pem(store, password));
    return new Certificate(
        new PfxOptions().setPath(store.toString()).setPassword(password).setAlias(ALIAS),
        file,
        Optional.of(folder));
  }

  private static void runKeytool(String host, Path store, String password) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    if (!Files.isExecutable(keytool)) {
      throw new IOException(
          "No "
              + keytool
              + " to make a certificate with. Run on a full Java runtime, or name a PEM key and certificate in tls.keyFile and tls.certificateFile");
    }
    String names = "san=dns:localhost,ip:127.0.0.1" + ownName(host);
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-dname",
                "CN=localhost",
                "-ext",
                names,
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE));
    // By the environment: a command line is visible to every user of the machine.
    command.environment().put(PASSWORD_VARIABLE, password);
    Path output = store.resolveSibling("keytool.out");
    command.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = command.start();
    try {
      if (!process.waitFor(KEYTOOL_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("keytool did not finish within " + KEYTOOL_SECONDS_MAX + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while keytool made the sandbox's certificate", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("keytool could not make a certificate: " + Files.readString(output));
    }
  }

  private static String ownName(String host) {
    if (host.equals("localhost") || host.equals("127.0.0.1")) {
      return "";
    }
    boolean address =
        host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    return (address ? ",ip:" : ",dns:") + host;
  }

  private static String pem(Path store, String password) throws IOException {
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password.toCharArray());
      byte[] der = keys.getCertificate(ALIAS).getEncoded();
      Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
      return "-----BEGIN CERTIFICATE-----\n"
          + lines.encodeToString(der)
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IOException("The certificate that keytool made cannot be read", e);
    }
  }

  /** Removes what was made at start. */
  public void remove() throws IOException {
    if (folder.isPresent()) {
      remove(folder.get());
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
