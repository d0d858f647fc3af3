package dev.jobtracker.client.transport;

import dev.jobtracker.job.JobException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a connection trusts: the authorities of the JDK, and those that it is given. */
final class Trust {
  private Trust() {}

  /**
   * Returns the trust in both.
   *
   * @throws JobException {@code INVALID} for what is no list of certificates in PEM
   */
  static TrustOptions inJdkAnd(Buffer pem) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      List<Certificate> authorities = new ArrayList<>(read(pem));
      authorities.addAll(List.of(managerOf(null).getAcceptedIssuers()));
      for (int i = 0; i < authorities.size(); i++) {
        all.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      return TrustOptions.wrap(managerOf(all));
    } catch (GeneralSecurityException | IOException e) {
      throw new JobException(
          JobException.Kind.INVALID, "the authorities to trust are no certificates in PEM");
    }
  }

  private static List<X509Certificate> read(Buffer pem) throws GeneralSecurityException {
    List<X509Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes()))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate");
    }
    return found;
  }

  private static X509TrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("the JDK trusts in no certificates");
  }
}
