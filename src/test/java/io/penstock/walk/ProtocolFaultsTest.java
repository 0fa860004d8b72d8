package io.penstock.walk;

import static io.penstock.walk.House.get;

import io.penstock.fake.FaultyFront;
import io.penstock.fake.FaultyFront.Mischief;
import io.penstock.fake.LocalCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What HTTP/2 allows and nobody likes, from the platform and from the partner, over TLS and under
 * load. After each all arrives and both ledgers balance.
 */
class ProtocolFaultsTest {
  private static final long SEED = Long.getLong("penstock.seed", 7);
  private static final int STRUCK_ENOUGH = 4;
  private static final int CALLS_ENOUGH = 30;
  private static final int LOADS_WITHOUT_A_STREAM = 5;

  private static final long NO_ERROR = 0;
  private static final long REFUSED_STREAM = 7;
  private static final long CANCEL = 8;
  private static final long ENHANCE_YOUR_CALM = 11;

  @TempDir Path folder;
  private final Vertx network = Vertx.vertx();
  private FaultyFront platform;
  private FaultyFront partner;
  private House house;
  private Load load;

  @AfterEach
  void close() {
    house.close();
    get(network.close());
  }

  private void open(String... httpYaml) {
    LocalCertificate certificate = LocalCertificate.create();
    List<String> lines = new ArrayList<>(List.of(httpYaml));
    lines.addAll(
        List.of(
            "breakerOpenFor: 100ms",
            "connectTimeout: 1s",
            "trustedCertificates: [\"" + certificate.pem() + "\"]"));
    house = Plan.in(folder).people(2, 2).httpYaml(lines.toArray(String[]::new)).build();
    platform = get(FaultyFront.open(network, certificate, house.sandbox().baseUri()));
    partner = get(FaultyFront.open(network, certificate, URI.create(house.door().url())));
    house.start(
        house.tenants().stream()
            .map(id -> house.tenant(id, platform.uri(), partner.uri()))
            .toList());
    load = new Load(house);
    house.ends();
  }

  /** What leaves enough through to strike at both places at once. */
  private static Map<String, Consumer<FaultyFront>> faults() {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Consumer<FaultyFront>> faults = new LinkedHashMap<>();
    faults.put("GOAWAY, what is under way ends well", front -> front.set(leavesPolitely()));
    faults.put("GOAWAY that leaves a stream out", front -> front.set(leavesOut(NO_ERROR)));
    faults.put("GOAWAY with an error", front -> front.set(leavesOut(ENHANCE_YOUR_CALM)));
    faults.put("one stream at a time", front -> front.settings(streams(1)));
    faults.put("windows of ten bytes", front -> front.settings(window(10)));
    faults.put("other settings with each call", front -> front.set(changesSettings(random)));
    return faults;
  }

  /** What lets nothing through, so that the other place would see none of it. */
  private static Map<String, Consumer<FaultyFront>> floods() {
    Map<String, Consumer<FaultyFront>> floods = new LinkedHashMap<>();
    floods.put("each call is refused", front -> front.set(resets(REFUSED_STREAM)));
    floods.put("each call is cancelled", front -> front.set(resets(CANCEL)));
    floods.put("each call is done and then cancelled", front -> front.set(doesAndResets(false)));
    floods.put("each answer is cancelled half way", front -> front.set(doesAndResets(true)));
    return floods;
  }

  @Test
  void whateverHttp2AllowsAllArrivesAndTheLedgersBalance() {
    open();
    List<FaultyFront> both = List.of(platform, partner);
    faults().forEach((name, fault) -> strike(both, "http/2: " + name, fault));
    noStreamForAWhile(both);
    for (FaultyFront front : both) {
      String place = front == platform ? "platform" : "partner";
      floods().forEach((name, f) -> strike(List.of(front), "http/2: " + place + ": " + name, f));
    }
  }

  private void strike(List<FaultyFront> fronts, String name, Consumer<FaultyFront> fault) {
    long began = System.nanoTime();
    fronts.forEach(front -> front.set(FaultyFront.NONE));
    fronts.forEach(fault);
    load.until(name, () -> fronts.stream().allMatch(ProtocolFaultsTest::isStruck));
    fronts.forEach(FaultyFront::heal);
    load.arrives(name, began);
  }

  private static boolean isStruck(FaultyFront front) {
    return front.taken() >= STRUCK_ENOUGH || front.calls() >= CALLS_ENOUGH;
  }

  private void noStreamForAWhile(List<FaultyFront> fronts) {
    long began = System.nanoTime();
    fronts.forEach(front -> front.settings(streams(0)));
    int[] rounds = {0};
    load.until("http/2: no stream", () -> ++rounds[0] == LOADS_WITHOUT_A_STREAM);
    fronts.forEach(FaultyFront::heal);
    load.arrives("http/2: no stream for a while", began);
  }

  // --- connections that end

  private static Mischief leavesPolitely() {
    return (front, request, number) -> {
      if (number % 3 == 0) {
        request.connection().shutdown();
        front.passOn(request);
        return true;
      }
      return false;
    };
  }

  /** Every third call is not taken, and the GOAWAY says so; those before it end well. */
  private static Mischief leavesOut(long code) {
    return (front, request, number) -> {
      if (number % 3 == 0) {
        request.connection().goAway(code, Math.max(0, request.streamId() - 2));
        return true;
      }
      return false;
    };
  }

  // --- streams that end

  private static Mischief resets(long code) {
    return (front, request, number) -> {
      request.response().reset(code);
      return true;
    };
  }

  private static Mischief doesAndResets(boolean half) {
    return (front, request, number) -> {
      front.passOnAndReset(request, CANCEL, half);
      return true;
    };
  }

  // --- settings

  private static Mischief changesSettings(SplittableRandom random) {
    return (front, request, number) -> {
      front.settings(random.nextBoolean() ? streams(random.nextInt(1, 4)) : window(100));
      front.passOn(request);
      return true;
    };
  }

  private static Http2Settings streams(int most) {
    return new Http2Settings(FaultyFront.PLAIN).setMaxConcurrentStreams(most);
  }

  private static Http2Settings window(int bytes) {
    return new Http2Settings(FaultyFront.PLAIN).setInitialWindowSize(bytes);
  }
}
