package dev.jobtracker.web.access;

import dev.jobtracker.config.ConfigException;
import dev.jobtracker.config.JwtConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keys of {@code auth.jwt}, each good for one algorithm of RFC 7518 alone. */
final class SigningKeys {
  private static final String KEY = "auth.jwt.public_key";
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MIN_RSA_BITS = 2048;
  private static final String HMAC = "HmacSHA256";
  private static final Pattern PEM =
      Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----\\s*");

  private SigningKeys() {}

  /** Tells whether a signature is one of this text with the key. */
  @FunctionalInterface
  interface Check {
    boolean holds(byte[] text, byte[] signature) throws GeneralSecurityException;
  }

  /**
   * Reads the keys; each is found by the algorithm that it is for.
   *
   * @throws ConfigException for a file that holds no public key of RSA or of the curve P-256
   */
  static Map<String, Check> of(JwtConfig config) {
    Map<String, Check> keys = new TreeMap<>();
    if (config.secret() != null) {
      keys.put("HS256", secret(config.secret()));
    }
    if (config.publicKey() != null) {
      PublicKey key = key(read(config.publicKey()));
      boolean rsa = key instanceof RSAPublicKey;
      keys.put(
          rsa ? "RS256" : "ES256",
          signedFor(key, rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format"));
    }
    return keys;
  }

  /**
   * Returns the texts that the keys are read from.
   *
   * @throws ConfigException for a file that cannot be read
   */
  static List<String> texts(JwtConfig config) {
    List<String> texts = new ArrayList<>();
    if (config.secret() != null) {
      texts.add(config.secret());
    }
    if (config.publicKey() != null) {
      texts.add(read(config.publicKey()));
    }
    return texts;
  }

  private static Check secret(String text) {
    SecretKeySpec key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), HMAC);
    return (signed, signature) -> {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return MessageDigest.isEqual(mac.doFinal(signed), signature);
    };
  }

  private static Check signedFor(PublicKey key, String algorithm) {
    return (signed, signature) -> {
      Signature check = Signature.getInstance(algorithm);
      check.initVerify(key);
      check.update(signed);
      return check.verify(signature);
    };
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

  private static PublicKey key(String pem) {
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
    for (String kind : new String[] {"RSA", "EC"}) {
      try {
        PublicKey key = KeyFactory.getInstance(kind).generatePublic(spec);
        if (isTaken(key)) {
          return key;
        }
      } catch (GeneralSecurityException e) {
        // It is none of this kind.
      }
    }
    throw new ConfigException(
        KEY, "must be a key of RSA with at least " + MIN_RSA_BITS + " bits, or of the curve P-256");
  }

  private static boolean isTaken(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        ? rsa.getModulus().bitLength() >= MIN_RSA_BITS
        : key instanceof ECPublicKey ec && ec.getParams().toString().contains("secp256r1");
  }
}
