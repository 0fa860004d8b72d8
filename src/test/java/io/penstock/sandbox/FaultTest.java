package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each kind of fault does what its name says, and nothing to the truth. */
class FaultTest {
  private static RunningSandbox running;
  private static Sandbox sandbox;
  private static Caller tenant;
  private static String code;

  @BeforeAll
  static void start() {
    running = RunningSandbox.of(RunningSandbox.small());
    sandbox = running.sandbox();
    tenant = Caller.tenant(sandbox, 0);
    code = sandbox.sharespine().credentials().get(0).codeName();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @AfterEach
  void clear() {
    sandbox.faults().clear();
  }

  @Test
  void latencyDelaysTheAnswer() {
    next(new Fault.Latency(Duration.ofMillis(300), Duration.ofMillis(310)));
    long start = System.nanoTime();
    assertThat(tenant.get("/api/").status()).isEqualTo(200);
    assertThat(System.nanoTime() - start).isGreaterThan(290_000_000L);
  }

  @Test
  void tooManyRequestsComesInThreeForms() {
    Duration pause = Duration.ofSeconds(3);
    next(new Fault.TooManyRequests(Fault.RetryAfter.SECONDS, pause));
    Caller.Answer seconds = tenant.get("/api/");
    assertThat(seconds.status()).isEqualTo(429);
    assertThat(seconds.header("Retry-After")).isEqualTo("3");
    next(new Fault.TooManyRequests(Fault.RetryAfter.HTTP_DATE, pause));
    String date = tenant.get("/api/").header("Retry-After");
    assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
        .isBetween(Instant.now().plusSeconds(1), Instant.now().plusSeconds(5));
    next(new Fault.TooManyRequests(Fault.RetryAfter.MISSING, pause));
    Caller.Answer missing = tenant.get("/api/");
    assertThat(missing.status()).isEqualTo(429);
    assertThat(missing.header("Retry-After")).isEmpty();
  }

  @Test
  void serverErrorsComeWithAndWithoutRetryAfterAndNothingIsWritten() {
    String product = anyProduct();
    next(new Fault.ServerError(503, Fault.RetryAfter.SECONDS, Duration.ofSeconds(1)));
    Caller.Answer unavailable = tenant.put(product, "{\"stock\":\"777\"}");
    assertThat(unavailable.status()).isEqualTo(503);
    assertThat(unavailable.header("Retry-After")).isEqualTo("1");
    next(new Fault.ServerError(500, Fault.RetryAfter.MISSING, Duration.ZERO));
    Caller.Answer broken = tenant.put(product, "{\"stock\":\"777\"}");
    assertThat(broken.status()).isEqualTo(500);
    assertThat(broken.header("Retry-After")).isEmpty();
    assertThat(tenant.get(product).json().path("stock").asText()).isNotEqualTo("777");
  }

  @Test
  void aResetConnectionGivesNoAnswerAndNothingIsWritten() {
    String product = anyProduct();
    // Twice: the JDK's client tries an idempotent call again by itself.
    sandbox.faults().add(FaultRule.next(2, new Fault.ConnectionReset()));
    assertThatThrownBy(() -> tenant.attempt("PUT", product, "{\"stock\":\"778\"}"))
        .isInstanceOf(IOException.class);
    sandbox.faults().clear();
    assertThat(tenant.get(product).json().path("stock").asText()).isNotEqualTo("778");
  }

  @Test
  void aCutBodyEndsBeforeItsLength() {
    sandbox.faults().add(FaultRule.next(2, new Fault.CutBody()));
    assertThatThrownBy(() -> tenant.attempt("GET", "/api/order", ""))
        .isInstanceOf(IOException.class);
  }

  @Test
  void bodiesAreSpoiledInFourWays() {
    next(new Fault.MalformedJson());
    Caller.Answer malformed = tenant.get("/api/order");
    assertThat(malformed.status()).isEqualTo(200);
    assertThatThrownBy(malformed::json).hasMessageContaining("Not JSON");
    next(new Fault.HtmlBody());
    Caller.Answer html = tenant.get("/api/order");
    assertThat(html.header("Content-Type")).startsWith("text/html");
    assertThat(html.text()).startsWith("<!doctype html>");
    next(new Fault.EmptyBody());
    assertThat(tenant.get("/api/order").text()).isEmpty();
    next(new Fault.WrongContentType());
    Caller.Answer plain = tenant.get("/api/order");
    assertThat(plain.header("Content-Type")).isEqualTo("text/plain");
    assertThat(plain.json()).isNotEmpty();
  }

  @Test
  void listsAreDuplicatedAndShuffled() {
    List<String> straight = ids(tenant.get("/api/product").json());
    next(new Fault.DuplicateEntries());
    List<String> doubled = ids(tenant.get("/api/product").json());
    assertThat(doubled).hasSizeGreaterThan(straight.size());
    assertThat(new HashSet<>(doubled)).hasSameSizeAs(straight);
    next(new Fault.ShuffledEntries());
    List<String> shuffled = ids(tenant.get("/api/product").json());
    assertThat(shuffled).containsExactlyInAnyOrderElementsOf(straight).isNotEqualTo(straight);
    assertThat(ids(tenant.get("/api/product").json())).isEqualTo(straight);
  }

  @Test
  void aListCanHoldAnEntryWithoutId() {
    int size = tenant.get("/api/order").json().size();
    next(new Fault.EntryWithoutId());
    JsonNode odd = tenant.get("/api/order").json();
    assertThat(odd).hasSize(size + 1);
    assertThat(odd.path(0).has("localId")).isFalse();
    next(new Fault.EntryWithoutId());
    assertThat(tenant.get("/api/invoice").json()).hasSize(1);
  }

  @Test
  void aListFaultWaitsForAList() {
    next(new Fault.ShuffledEntries());
    tenant.get("/api/");
    assertThat(sandbox.faults().rules()).hasSize(1);
    tenant.get("/api/order");
    assertThat(sandbox.faults().rules()).isEmpty();
  }

  @Test
  void stampsStandStillAtTheBorder() {
    String order = "/api/order/" + ids(tenant.get("/api/order").json()).get(0);
    tenant.put(order, "{\"customerNote\":\"first\"}");
    next(new Fault.EqualStamps(Duration.ofSeconds(30)));
    tenant.get("/api/order");
    String newest = tenant.get(order).json().path("lastModified").asText();
    String second = "/api/order/" + ids(tenant.get("/api/order").json()).get(0);
    String changed =
        tenant.put(second, "{\"customerNote\":\"later\"}").json().path("lastModified").asText();
    assertThat(changed).isEqualTo(newest);
    // The tenant's clock goes on when the next hold, of no length, replaces this one.
    next(new Fault.EqualStamps(Duration.ofMillis(1)));
    tenant.get("/api/order");
  }

  @Test
  void aSkewedClockShowsInTheDateAndTheStamp() {
    Caller other = Caller.tenant(sandbox, 1);
    String path = "/api/product/" + ids(other.get("/api/product").json()).get(0);
    next(new Fault.ClockSkew(Duration.ofMinutes(10)));
    Caller.Answer answer = other.put(path, "{\"title\":\"from the future\"}");
    Instant soon = Instant.now().plusSeconds(500);
    assertThat(Instant.parse(answer.json().path("lastModified").asText())).isAfter(soon);
    assertThat(
            ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant())
        .isAfter(soon);
    String next = other.put(path, "{\"title\":\"now again\"}").json().path("lastModified").asText();
    assertThat(Instant.parse(next)).isAfter(soon);
  }

  @Test
  void aWriteTakesEffectThoughItsAnswerNeverComes() {
    String product = anyProduct();
    sandbox.faults().add(FaultRule.next(2, new Fault.WriteThenSilence(Duration.ofMillis(100))));
    assertThatThrownBy(() -> tenant.attempt("PUT", product, "{\"stock\":\"4711\"}"))
        .isInstanceOf(IOException.class);
    sandbox.faults().clear();
    assertThat(tenant.get(product).json().path("stock").asText()).isEqualTo("4711");
    assertThat(sandbox.recorder().calls(code, 10))
        .anyMatch(call -> call.fault().equals("write-then-silence") && call.status() == 0);
  }

  @Test
  void everyKindCanBeAskedForByName() {
    List<String> kinds = List.of(FaultForm.KINDS.split(", ", -1));
    for (String kind : kinds) {
      assertThat(FaultForm.read(new JsonObject().put("kind", kind)).fault().kind()).isEqualTo(kind);
    }
    assertThat(kinds).hasSameSizeAs(Fault.class.getPermittedSubclasses());
  }

  @Test
  void rulesKeepToTheirTenantPathAndNumber() {
    Fault fault = new Fault.ServerError(500, Fault.RetryAfter.MISSING, Duration.ZERO);
    sandbox.faults().add(FaultRule.next(2, fault).forTenant(code).onPath("/api/order"));
    assertThat(Caller.tenant(sandbox, 1).get("/api/order").status()).isEqualTo(200);
    assertThat(tenant.get("/api/product").status()).isEqualTo(200);
    assertThat(tenant.get("/api/order").status()).isEqualTo(500);
    assertThat(tenant.get("/api/order").status()).isEqualTo(500);
    assertThat(tenant.get("/api/order").status()).isEqualTo(200);
  }

  @Test
  void drawsFollowFromTheSeedAndKeepTheProfilesShare() {
    List<String> first = draws(5, FaultProfile.HEAVY);
    assertThat(draws(5, FaultProfile.HEAVY)).isEqualTo(first);
    assertThat(draws(6, FaultProfile.HEAVY)).isNotEqualTo(first);
    assertThat(first.stream().filter(kind -> !kind.isEmpty()).count()).isBetween(1_200L, 1_800L);
    assertThat(draws(5, FaultProfile.LIGHT).stream().filter(kind -> !kind.isEmpty()).count())
        .isBetween(130L, 280L);
    assertThat(draws(5, FaultProfile.NONE)).containsOnly("");
  }

  @Test
  void callsBeforeRetryAfterAreCountedAsEarly() {
    try (RunningSandbox own =
        RunningSandbox.of(
            RunningSandbox.small()
                .withLimits(new SandboxOptions.Limits(0, 10, 100, 65_536, Duration.ZERO)))) {
      Caller caller = Caller.tenant(own.sandbox(), 0);
      String name = own.sandbox().sharespine().credentials().get(0).codeName();
      own.sandbox()
          .faults()
          .add(
              FaultRule.next(
                  1, new Fault.TooManyRequests(Fault.RetryAfter.SECONDS, Duration.ofSeconds(60))));
      caller.get("/api/");
      caller.get("/api/");
      caller.without("User-Agent").get("/api/");
      Recorder.Tally tally = own.sandbox().recorder().tally(name);
      assertThat(tally.calls()).isEqualTo(3);
      assertThat(tally.refused()).isEqualTo(1);
      assertThat(tally.early()).isEqualTo(2);
      // The JDK's client names itself when nobody else does, but gives no contact.
      assertThat(tally.withoutContact()).isEqualTo(1);
    }
  }

  private static void next(Fault fault) {
    sandbox.faults().add(FaultRule.next(1, fault));
  }

  private static String anyProduct() {
    return "/api/product/" + ids(tenant.get("/api/product").json()).get(0);
  }

  private static List<String> draws(long seed, FaultProfile profile) {
    FaultBox box = new FaultBox(seed, profile);
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      kinds.add(box.draw("t", "/api/order", CallKind.LIST).map(Fault::kind).orElse(""));
    }
    return kinds;
  }

  private static List<String> ids(JsonNode records) {
    List<String> ids = new ArrayList<>();
    records.forEach(record -> ids.add(record.path("localId").asText()));
    return ids;
  }
}
