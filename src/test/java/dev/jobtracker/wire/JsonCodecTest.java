package dev.jobtracker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobtracker.job.Job;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The codec that takes a job and delivers JSON, here and over a wire. */
class JsonCodecTest {
  private final JsonCodec<Job> codec = new JsonCodec<>("test", JobJson::write);

  private static Job job() {
    Instant time = Instant.parse("2026-02-06T04:00:27.123456Z");
    return Job.builder("import_0123abcd", "import")
        .title("Straße 😀")
        .result("{\"digits\":12345678901234567890,\"deep\":[[[1.5]]]}")
        .heartbeatTimeout(300)
        .lostAfter(86_400)
        .createdAt(time)
        .updatedAt(time)
        .build();
  }

  @Test
  void wire_form_reads_back_from_any_position() {
    Buffer wire = Buffer.buffer("what stands before it");
    int start = wire.length();
    codec.encodeToWire(wire, job());
    int end = wire.length();
    codec.encodeToWire(wire, job());
    assertThat(codec.decodeFromWire(start, wire)).isEqualTo(JobJson.write(job()));
    assertThat(codec.decodeFromWire(end, wire)).isEqualTo(JobJson.write(job()));
    assertThat(wire.getInt(start)).isEqualTo(end - start - Integer.BYTES);
  }

  @Test
  void delivery_gives_every_receiver_json_of_its_own() {
    JsonObject first = codec.transform(job());
    JsonObject second = codec.transform(job());
    assertThat(first).isEqualTo(second);
    first.put("title", "changed").getJsonObject("labels").put("a", "b");
    first.getJsonObject("result").put("digits", 1);
    assertThat(second).isEqualTo(JobJson.write(job()));
  }

  @Test
  void codec_is_a_user_codec_by_its_name() {
    assertThat(codec.systemCodecID()).isEqualTo((byte) -1);
    assertThat(codec.name()).isEqualTo("test");
  }
}
