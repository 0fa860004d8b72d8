package io.penstock.connector.http;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom we believe: the system's authorities and the certificates that an operator named. */
final class Trust {
  private Trust() {}

  /** Null where the system's authorities are all. Reads files: call it at the start only. */
  static @Nullable TrustOptions of(List<Path> certificates) {
    if (certificates.isEmpty()) {
      return null;
    }
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (X509Certificate authority : ofTheSystem()) {
        trusted.setCertificateEntry("system-" + trusted.size(), authority);
      }
      for (Path file : certificates) {
        addAll(trusted, file);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return TrustOptions.wrap(factory);
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalArgumentException(
          "trustedCertificates: " + Trouble.words(broken) + "; give PEM files", broken);
    }
  }

  private static void addAll(KeyStore trusted, Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(file)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("named-" + trusted.size(), one);
      }
    }
  }

  private static X509Certificate[] ofTheSystem() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }
}
