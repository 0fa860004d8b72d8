package io.penstock.connector.sharespine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.connector.Page;
import io.penstock.connector.PlatformException;
import io.penstock.connector.PlatformException.Kind;
import io.penstock.fake.ScriptedServer.Reply;
import io.penstock.fake.ScriptedServer.Seen;
import io.penstock.record.Cursor;
import io.penstock.record.Order;
import io.penstock.record.RecordType;
import io.penstock.record.SyncRecord;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPollTest {
  private static final Cursor SINCE = new Cursor("since 2024-05-01T10:00:00Z");

  @Test
  void changesAreAskedForFromTheCursorMinusTheOverlap() {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, "[]"))) {
      List<Page> pages = open.poll(SINCE);
      assertThat(open.server.seen()).hasSize(1);
      assertThat(open.server.seen().get(0).uri())
          .isEqualTo("/api/order?modifiedAtOrAfter=2024-05-01T09%3A58%3A00Z");
      assertThat(pages).singleElement().extracting(Page::next).isEqualTo(SINCE);
    }
  }

  @Test
  void everyCallCarriesTheFourHeaders() {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, "[]"))) {
      open.poll(SINCE);
      open.poll(new Cursor("window 2024-05-01T10:00:00Z PT1H -"));
      String login = Base64.getEncoder().encodeToString("api-user:pässword".getBytes());
      assertThat(open.server.seen())
          .hasSizeGreaterThan(1)
          .allSatisfy(
              one -> {
                assertThat(one.headers().get("Authorization")).isEqualTo("Basic " + login);
                assertThat(one.headers().get("X-Tenant")).isEqualTo("acme-1");
                assertThat(one.headers().get("X-ConnectionId")).isEqualTo("c0ffee");
                assertThat(one.headers().get("User-Agent"))
                    .isEqualTo("penstock/dev (ops@example.com)");
                assertThat(one.headers().get("Accept")).isEqualTo("application/json");
                assertThat(one.headers().get("Accept-Encoding")).contains("gzip");
              });
    }
  }

  @Test
  void onlyTheLastPageMovesTheCursorAndEachIsSorted() {
    List<String> orders = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      orders.add(order("o" + i, Instant.parse("2024-05-01T10:00:00Z").plusSeconds(i * 37 % 1_200)));
    }
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, "" + orders))) {
      List<Page> pages = open.poll(SINCE);
      assertThat(pages).extracting(page -> page.records().size()).containsExactly(500, 500, 200);
      assertThat(pages)
          .extracting(Page::next)
          .containsExactly(SINCE, SINCE, new Cursor("since 2024-05-01T10:19:59Z"));
      for (Page page : pages) {
        assertThat(page.records())
            .isSortedAccordingTo(
                Comparator.comparing(SyncRecord::changedAt).thenComparing(SyncRecord::key));
      }
    }
  }

  @Test
  void aStampInThePlatformsFutureDoesNotCarryTheCursorAway() {
    String list =
        "["
            + order("a", Instant.parse("2024-05-01T10:30:00Z"))
            + ","
            + order("b", Instant.parse("2924-01-01T00:00:00Z"))
            + "]";
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Date", "Wed, 01 May 2024 11:00:00 GMT");
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> new Reply(200, headers, list))) {
      assertThat(open.poll(SINCE))
          .singleElement()
          .satisfies(
              page -> {
                assertThat(page.records()).hasSize(2);
                assertThat(page.next()).isEqualTo(new Cursor("since 2024-05-01T11:00:00Z"));
              });
    }
  }

  @Test
  void theCursorNeverGoesBack() {
    String old = "[" + order("a", Instant.parse("2024-05-01T09:59:00Z")) + "]";
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, old))) {
      assertThat(open.poll(SINCE)).singleElement().extracting(Page::next).isEqualTo(SINCE);
    }
  }

  @Test
  void theFirstReadGoesWindowByWindowToThePlatformsPresent() {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Date", "Wed, 01 May 2024 11:00:00 GMT");
    Instant changed = Instant.parse("2024-04-30T12:00:00Z");
    try (OpenLink open =
        OpenLink.to(
            Variant.fast(),
            seen ->
                new Reply(
                    200,
                    headers,
                    covers(seen, changed) ? "[" + order("a", changed) + "]" : "[]"))) {
      List<Page> pages = open.poll(Cursor.START);
      assertThat(open.server.seen()).hasSizeBetween(3, 12);
      assertThat(open.server.seen())
          .allSatisfy(seen -> assertThat(seen.path()).isEqualTo("/api/order/query"));
      assertThat(open.server.seen().get(0).text())
          .isEqualTo(
              "{\"filter\":{\"type\":\"and\",\"subclauses\":["
                  + "{\"type\":\"gt\",\"field\":\"lastModified\","
                  + "\"value\":{\"type\":\"datetime\",\"value\":\"2009-12-31T23:59:59Z\"}},"
                  + "{\"type\":\"lt\",\"field\":\"lastModified\","
                  + "\"value\":{\"type\":\"datetime\",\"value\":\"2010-04-01T00:00:00Z\"}}]}}");
      assertThat(pages.stream().flatMap(page -> page.records().stream())).hasSize(1);
      assertThat(pages.get(pages.size() - 1).next())
          .isEqualTo(new Cursor("since 2024-04-30T12:00:00Z"));
    }
  }

  @Test
  void aFirstReadThatWasCutShortGoesOnWithItsWindow() {
    AtomicInteger asked = new AtomicInteger();
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Date", "Wed, 01 May 2024 11:00:00 GMT");
    try (OpenLink open =
        OpenLink.to(
            Variant.fast(),
            seen ->
                asked.incrementAndGet() == 3
                    ? Reply.json(500, "{}")
                    : new Reply(200, headers, "[]"))) {
      List<Cursor> kept = new ArrayList<>();
      open.await(
          () ->
              open.link
                  .poll(
                      RecordType.ORDER,
                      Cursor.START,
                      page -> {
                        kept.add(page.next());
                        return Future.succeededFuture();
                      })
                  .map("read")
                  .otherwise("failed"));
      Cursor last = kept.get(kept.size() - 1);
      assertThat(last.text()).startsWith("window 2010-");
      open.poll(last);
      assertThat(open.server.seen().get(3).text()).isEqualTo(open.server.seen().get(2).text());
    }
  }

  @Test
  void aPlatformThatDoesNotTellItsTimeIsAskedForChangesAtOnce() {
    String list = "[" + order("a", Instant.parse("2024-05-01T10:30:00Z")) + "]";
    try (OpenLink open =
        OpenLink.to(
            Variant.fast(), seen -> Reply.json(200, seen.method().equals("POST") ? "[]" : list))) {
      List<Page> pages = open.poll(Cursor.START);
      assertThat(open.server.seen()).hasSize(2);
      assertThat(pages.get(1).records()).hasSize(1);
      assertThat(pages.get(1).next()).isEqualTo(new Cursor("since 2024-05-01T10:30:00Z"));
    }
  }

  @Test
  void withoutWindowsTheFirstReadIsThePlainList() {
    Variant variant = new Variant();
    variant.windowed = false;
    try (OpenLink open = OpenLink.to(variant.options(), seen -> Reply.json(200, "[]"))) {
      assertThat(open.poll(Cursor.START)).hasSize(1);
      assertThat(open.server.seen()).extracting(Seen::uri).containsExactly("/api/order");
    }
  }

  @Test
  void wherePlatformRefusesTheQueryThePlainListIsRead() {
    String list = "[" + order("a", Instant.parse("2024-05-01T10:30:00Z")) + "]";
    try (OpenLink open =
        OpenLink.to(
            Variant.fast(),
            seen -> seen.method().equals("POST") ? Reply.json(400, "{}") : Reply.json(200, list))) {
      List<Page> pages = open.poll(Cursor.START);
      assertThat(open.server.seen("GET", "/api/order").toList()).hasSize(1);
      assertThat(open.server.seen().get(1).uri()).isEqualTo("/api/order");
      assertThat(pages)
          .singleElement()
          .extracting(Page::next)
          .isEqualTo(new Cursor("since 2024-05-01T10:30:00Z"));
    }
  }

  @Test
  void aListThatIsCutOffIsReadInSmallerWindowsUntilNothingIsMissing() {
    Variant variant = new Variant();
    variant.listCap = 10;
    Instant first = Instant.parse("2024-05-01T10:00:00Z");
    List<Instant> stamps = IntStream.range(0, 40).mapToObj(i -> first.plusSeconds(i)).toList();
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", "Date", "Wed, 01 May 2024 11:00:00 GMT");
    try (OpenLink open =
        OpenLink.to(
            variant.options(),
            seen ->
                new Reply(
                    200,
                    headers,
                    stamps.stream()
                        .filter(stamp -> seen.method().equals("GET") || covers(seen, stamp))
                        .limit(10)
                        .map(stamp -> order("o" + stamp, stamp))
                        .toList()
                        .toString()))) {
      Cursor at = SINCE;
      List<SyncRecord> read = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        List<Page> pages = open.poll(at);
        pages.forEach(page -> read.addAll(page.records()));
        at = pages.get(pages.size() - 1).next();
      }
      assertThat(read.stream().map(SyncRecord::key).collect(Collectors.toSet())).hasSize(40);
      assertThat(at).isEqualTo(new Cursor("since 2024-05-01T10:00:39Z"));
    }
  }

  @Test
  void pagesByOffsetOverlapSoThatNothingSlipsBetween() {
    Variant variant = new Variant();
    variant.paging = SharespineOptions.Paging.OFFSET;
    variant.pageMax = 10;
    try (OpenLink open =
        OpenLink.to(
            variant.options(),
            seen -> {
              int offset = Integer.parseInt(seen.uri().replaceAll(".*offset=(\\d+).*", "$1"));
              assertThat(seen.uri()).endsWith("&limit=10");
              return Reply.json(
                  200,
                  IntStream.range(offset, Math.min(25, offset + 10))
                      .mapToObj(i -> order("o" + i, Instant.parse("2024-05-01T10:00:00Z")))
                      .toList()
                      .toString());
            })) {
      List<Page> pages = open.poll(SINCE);
      assertThat(pages.get(0).records().stream().map(SyncRecord::key).distinct()).hasSize(25);
      assertThat(open.server.seen()).hasSize(3);
    }
  }

  @Test
  void aHundredThousandOrdersAreReadInBoundedPagesWhileTheServerWaits() {
    int total = 100_000;
    AtomicInteger written = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    AtomicInteger mostAhead = new AtomicInteger();
    AtomicInteger largest = new AtomicInteger();
    Instant stamp = Instant.parse("2024-05-01T10:00:00Z");
    String filling = "x".repeat(1_000);
    try (OpenLink open =
        OpenLink.raw(
            Variant.fast(),
            (seen, request) -> {
              HttpServerResponse response =
                  request.response().setChunked(true).putHeader("Content-Type", "application/json");
              response.write("[");
              Runnable[] pump = new Runnable[1];
              pump[0] =
                  () -> {
                    StringBuilder some = new StringBuilder();
                    for (int i = 0; i < 100; i++) {
                      int n = written.getAndIncrement();
                      some.append(n == 0 ? "" : ",").append(order("o" + n, stamp, filling));
                    }
                    if (written.get() < total) {
                      response.write(some.toString()).onSuccess(taken -> pump[0].run());
                    } else {
                      response.end(some + "]");
                    }
                  };
              pump[0].run();
            })) {
      open.await(
          () ->
              open.link
                  .poll(
                      RecordType.ORDER,
                      SINCE,
                      page -> {
                        largest.accumulateAndGet(page.records().size(), Math::max);
                        mostAhead.accumulateAndGet(
                            written.get() - read.addAndGet(page.records().size()), Math::max);
                        return read.get() > 20_000
                            ? Future.succeededFuture()
                            : open.vertx.timer(20, TimeUnit.MILLISECONDS).mapEmpty();
                      })
                  .map("read"));
      assertThat(read).hasValue(total);
      assertThat(largest.get()).isLessThanOrEqualTo(Page.RECORDS_MAX);
      // What the sockets hold; without being held back the server would be done at once.
      assertThat(mostAhead.get()).isLessThan(total / 3);
    }
  }

  @Test
  void unknownWordsMoneyInAnyFormAndMissingFieldsAreTakenAsTheyCome() {
    String list =
        """
        [{"localId":"a","lastModified":"2024-05-01T10:00:00.250Z","orderStatus":"teleported",
          "paymentStatus":null,"customerType":"robot","totalSumExclVat":"1520.10","totalVat":380,
          "rows":[{"sku":"T","quantity":2,"pricePerUnitExclVat":{"currency":"SEK","amount":"760.05"},
                   "vatRatePercent":"25","discountPerUnitExclVat":"much"}],
          "billingAddress":{"firstName":"Kim","lastName":"Berg","city":"Göteborg"},
          "shipments":[{"trackingCode":"370"}],"giftWrap":true,"remoteIdMap":{}}]
        """;
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, list))) {
      Order order = (Order) open.poll(SINCE).get(0).records().get(0);
      assertThat(order.number()).isEqualTo("a");
      assertThat(order.status()).isEqualTo("teleported");
      assertThat(order.paymentStatus()).isNull();
      assertThat(order.customerType()).isEqualTo("robot");
      assertThat(order.total()).isEqualTo(new BigDecimal("1520.10"));
      assertThat(order.totalVat()).isEqualTo(new BigDecimal("380"));
      assertThat(order.rows().get(0).unitPrice()).isEqualTo(new BigDecimal("760.05"));
      assertThat(order.rows().get(0).quantity()).isEqualTo(new BigDecimal("2"));
      assertThat(order.rows().get(0).unitDiscount()).isNull();
      assertThat(Objects.requireNonNull(order.billing()).name()).isEqualTo("Kim Berg");
      assertThat(order.shipments()).hasSize(1);
      assertThat(order.extra()).containsEntry("giftWrap", true).doesNotContainKey("paymentStatus");
      assertThat(order.changedAt()).isEqualTo("2024-05-01T10:00:00.250Z");
    }
  }

  @Test
  void theVersionDiffersExactlyWhenTheContentDiffers() {
    String one = "{\"localId\":\"a\",\"lastModified\":\"2024-05-01T10:00:00Z\",\"x\":\"1\"}";
    String same =
        "{\"x\":\"1\",\"y\":null,\"lastModified\":\"2024-05-01T10:00:00Z\",\"localId\":\"a\"}";
    String other = "{\"localId\":\"a\",\"lastModified\":\"2024-05-01T10:00:00Z\",\"x\":\"2\"}";
    String list = "[" + one + "," + same + "," + other + "]";
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, list))) {
      assertThat(open.poll(SINCE).get(0).records().stream().map(SyncRecord::version).distinct())
          .hasSize(2)
          .allMatch(version -> version.startsWith("2024-05-01T10:00:00Z-"));
    }
  }

  @Test
  void whatIsNoOrderIsSetAsideAndTheRestGoesOn() {
    String good = order("good", Instant.parse("2024-05-01T10:30:00Z"));
    String list =
        "[{\"remoteOrderNo\":\"10021\"},null,7,{\"localId\":\"x\"},{\"localId\":\""
            + "y".repeat(600)
            + "\"},"
            + good
            + "]";
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, list))) {
      Page page = open.poll(SINCE).get(0);
      assertThat(page.records()).extracting(SyncRecord::key).containsExactly("good");
      assertThat(page.unreadable()).hasSize(5);
      assertThat(page.unreadable().get(0).reason()).contains("no localId");
      assertThat(page.unreadable().get(0).raw()).isEqualTo("{\"remoteOrderNo\":\"10021\"}");
      assertThat(page.next()).isEqualTo(new Cursor("since 2024-05-01T10:30:00Z"));
    }
  }

  @Test
  void anOrderAboveTheBoundIsSetAsideAndTheRestGoesOn() {
    Variant variant = new Variant();
    variant.recordMaxBytes = 2_000;
    Instant stamp = Instant.parse("2024-05-01T10:30:00Z");
    String list =
        "["
            + order("big", stamp, "x".repeat(3_000))
            + ",{\"localId\":\"deep\",\"rows\":[{\"a\":\""
            + "y".repeat(1_990)
            + "\",\"b\":{\"c\":[1,2]}}]},"
            + order("good", stamp)
            + "]";
    try (OpenLink open = OpenLink.to(variant.options(), seen -> Reply.json(200, list))) {
      Page page = open.poll(SINCE).get(0);
      assertThat(page.records()).extracting(SyncRecord::key).containsExactly("good");
      assertThat(page.unreadable()).hasSize(2);
      assertThat(page.unreadable().get(0).raw()).contains("\"localId\":\"big\"");
      assertThat(page.unreadable().get(0).reason()).contains("recordMaxBytes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{}",
        "[{\"localId\":\"a\"}",
        "[{\"localId\":",
        "[{\"localId\":\"a\"}}]",
        "[{localId:1}]",
        "[] []",
        "<html>sorry</html>",
        "[\"\u0001\"]",
        "null"
      })
  void whatIsNoWholeListFailsThePollAndLeavesTheCursor(String body) {
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, body))) {
      PlatformException trouble = open.failedPoll(SINCE);
      assertThat(trouble.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(trouble).hasMessageContaining("list cannot be read");
    }
  }

  @Test
  void aListWhoseConnectionBreaksLeavesTheCursorThoughPagesWereKept() {
    String first =
        IntStream.range(0, 600)
            .mapToObj(i -> order("o" + i, Instant.parse("2024-05-01T10:00:00Z")))
            .collect(Collectors.joining(","));
    try (OpenLink open =
        OpenLink.raw(
            Variant.fast(),
            (seen, request) ->
                request
                    .response()
                    .setChunked(true)
                    .write("[" + first)
                    .onSuccess(sent -> request.connection().close()))) {
      assertThat(open.failedPoll(SINCE).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
    }
  }

  @Test
  void htmlInsteadOfJsonIsUnreadable() {
    Reply html = new Reply(200, Map.of("Content-Type", "text/html; charset=utf-8"), "<html>");
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> html)) {
      assertThat(open.failedPoll(SINCE))
          .hasMessageContaining("answered text/html where JSON was expected");
    }
  }

  @Test
  void nestingWithoutEndIsUnreadable() {
    String deep = "[" + "[".repeat(5_000) + "]".repeat(5_000) + "]";
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, deep))) {
      assertThat(open.failedPoll(SINCE).kind()).isEqualTo(Kind.UNREADABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, credentials",
    "403, credentials",
    "500, answered the order list with 500: boom"
  })
  void aRefusedListFailsThePollWithTheCause(int status, String words) {
    try (OpenLink open =
        OpenLink.to(Variant.fast(), seen -> Reply.json(status, "{\"message\":\"boom\"}"))) {
      PlatformException trouble = open.failedPoll(SINCE);
      assertThat(trouble.kind()).isEqualTo(Kind.STATUS);
      assertThat(trouble.status()).isEqualTo(status);
      assertThat(trouble).hasMessageContaining(words);
      assertThat(trouble.exchange()).contains("Authorization: ***").doesNotContain("Basic");
    }
  }

  @Test
  void aPageThatCannotBeKeptStopsThePoll() {
    String list = "[" + order("a", Instant.parse("2024-05-01T10:30:00Z")) + "]";
    try (OpenLink open = OpenLink.to(Variant.fast(), seen -> Reply.json(200, list))) {
      String ending =
          open.await(
              () ->
                  open.link
                      .poll(
                          RecordType.ORDER,
                          SINCE,
                          page -> Future.failedFuture(new IllegalStateException("disk")))
                      .map("read")
                      .otherwise(failure -> String.valueOf(failure.getMessage())));
      assertThat(ending).isEqualTo("disk");
    }
  }

  private static boolean covers(Seen query, Instant stamp) {
    String text = query.text();
    Instant after =
        Instant.parse(text.replaceAll(".*?\"gt\".*?\"datetime\",\"value\":\"(.*?)\".*", "$1"));
    Instant before =
        Instant.parse(text.replaceAll(".*\"lt\".*?\"datetime\",\"value\":\"(.*?)\".*", "$1"));
    return stamp.isAfter(after) && stamp.isBefore(before);
  }

  static String order(String id, Instant stamp) {
    return order(id, stamp, "");
  }

  private static String order(String id, Instant stamp, String note) {
    return "{\"localId\":\""
        + id
        + "\",\"lastModified\":\""
        + stamp
        + "\",\"note\":\""
        + note
        + "\"}";
  }
}
