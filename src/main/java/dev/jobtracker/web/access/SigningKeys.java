package dev.jobtracker.web.access;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.JwtConfig;
import io.vertx.ext.auth.PubSecKeyOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of {@code auth.jwt}, each good for one algorithm alone. */
final class SigningKeys {
  private static final String KEY = "auth.jwt.public_key";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MIN_RSA_BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----\\s*");

  private SigningKeys() {}

  /**
   * Reads the keys.
   *
   * @throws ConfigException for a file that holds no public key of RSA or of the curve P-256
   */
  static List<PubSecKeyOptions> of(JwtConfig config) {
    List<PubSecKeyOptions> keys = new ArrayList<>();
    if (config.secret() != null) {
      keys.add(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(config.secret()));
    }
    if (config.publicKey() != null) {
      String pem = read(config.publicKey());
      keys.add(new PubSecKeyOptions().setAlgorithm(algorithm(pem)).setBuffer(pem));
    }
    return keys;
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(KEY, "must be at most " + MAX_BYTES + " bytes long");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new ConfigException(KEY, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static String algorithm(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.matches()) {
      throw new ConfigException(KEY, "must hold one PEM block \"PUBLIC KEY\" and nothing else");
    }
    X509EncodedKeySpec spec;
    try {
      spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(KEY, "is no base64 inside its PEM block");
    }
    if (isRsa(spec)) {
      return "RS256";
    }
    if (isP256(spec)) {
      return "ES256";
    }
    throw new ConfigException(
        KEY, "must be a key of RSA with at least " + MIN_RSA_BITS + " bits, or of the curve P-256");
  }

  private static boolean isRsa(X509EncodedKeySpec spec) {
    try {
      return KeyFactory.getInstance("RSA").generatePublic(spec) instanceof RSAPublicKey key
          && key.getModulus().bitLength() >= MIN_RSA_BITS;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean isP256(X509EncodedKeySpec spec) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(spec) instanceof ECPublicKey key
          && key.getParams().toString().contains("secp256r1");
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
