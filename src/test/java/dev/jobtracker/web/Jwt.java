package dev.jobtracker.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens as an application would, with the platform alone, and wrong ones too. */
public final class Jwt {
  public static final String SECRET = "a secret of this test, which is long enough";

  private Jwt() {}

  /** Returns a configuration that takes tokens signed with the secret, beside those of a right. */
  public static JsonObject config() {
    return Tokens.config()
        .put("auth", Tokens.auth().put("jwt", new JsonObject().put("secret", SECRET)))
        .put("tracker", new JsonObject().put("indexed_labels", new JsonArray().add("owner")));
  }

  /** Returns claims that hold for an hour. */
  public static JsonObject claims(String... may) {
    return new JsonObject()
        .put("exp", Instant.now().plus(Duration.ofHours(1)).getEpochSecond())
        .put("may", new JsonArray(java.util.List.of(may)));
  }

  /** Returns the header of a caller with these claims. */
  public static String[] bearer(JsonObject claims) {
    return new String[] {"Authorization", "Bearer " + hs256(claims)};
  }

  public static String hs256(JsonObject claims) {
    return hs256(new JsonObject().put("alg", "HS256").put("typ", "JWT").encode(), claims.encode());
  }

  /** Signs any texts as header and claims. */
  public static String hs256(String header, String claims) {
    return hmac(header, claims, SECRET.getBytes(StandardCharsets.UTF_8));
  }

  public static String hmac(String header, String claims, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      String body = base64(header) + "." + base64(claims);
      return body + "." + base64(mac.doFinal(body.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Signs with RS256 or ES256, whichever the key is for. */
  public static String signed(JsonObject claims, PrivateKey key) {
    boolean rsa = key.getAlgorithm().equals("RSA");
    String header = new JsonObject().put("alg", rsa ? "RS256" : "ES256").encode();
    try {
      Signature signature =
          Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
      signature.initSign(key);
      String body = base64(header) + "." + base64(claims.encode());
      signature.update(body.getBytes(StandardCharsets.US_ASCII));
      return body + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair rsa(int bits) {
    return pair("RSA", bits, null);
  }

  public static KeyPair ec(String curve) {
    return pair("EC", 0, curve);
  }

  private static KeyPair pair(String algorithm, int bits, String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (curve == null) {
        generator.initialize(bits);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String pem(PublicKey key) {
    return pem("PUBLIC KEY", key.getEncoded());
  }

  public static String pem(String kind, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  public static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
