package dev.jobtracker.client.transport;

import io.vertx.core.json.JsonObject;

/**
 * What the tracker answered to a verb.
 *
 * @param body the answer, as contract section 4 has it
 * @param created whether a create made the job; false where it found one of its own id, and for
 *     every other verb
 */
public record Reply(JsonObject body, boolean created) {}
