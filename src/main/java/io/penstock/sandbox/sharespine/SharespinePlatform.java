package io.penstock.sandbox.sharespine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sandbox.Call;
import io.penstock.sandbox.CallKind;
import io.penstock.sandbox.OrderChange;
import io.penstock.sandbox.OrderTruth;
import io.penstock.sandbox.Platform;
import io.penstock.sandbox.ProductTruth;
import io.penstock.sandbox.Recorder;
import io.penstock.sandbox.Reply;
import io.penstock.sandbox.SandboxOptions;
import io.penstock.sandbox.TenantCredentials;
import io.penstock.sandbox.Twist;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The front door of the emulated platform: tells the interfaces apart, checks the login, and
 * answers refusals in the platform's words.
 *
 * <p>Its data live in {@link SharespineTenant}s, each with its own lock, so every method here may
 * be called from any thread.
 */
final class SharespinePlatform implements Platform {
  static final String NAME = "sharespine";

  private final SandboxOptions options;
  private final InstantSource clock;
  private final Recorder recorder;
  private final TenantRegister register;
  private final Merchants merchants;

  private record Login(String name, String password) {}

  SharespinePlatform(SandboxOptions options, InstantSource clock, Recorder recorder) {
    this.options = options;
    this.clock = clock;
    this.recorder = recorder;
    this.register = new TenantRegister(options);
    this.merchants = new Merchants(options);
    merchants.populate(register, clock.instant());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean serves(String path) {
    return under("/api", path) || under("/reseller", path) || path.startsWith(LoginLinks.PATH);
  }

  @Override
  public String tenantOf(Call call) {
    String named = call.header("X-Tenant");
    // An unknown name would let strangers fill the recorder's tables.
    return named != null && knows(named) ? named : "";
  }

  @Override
  public CallKind kindOf(Call call) {
    List<String> steps = steps(call.path());
    boolean query = steps.get(steps.size() - 1).equals("query");
    return switch (call.method().name()) {
      case "GET" -> steps.size() == 2 ? CallKind.LIST : CallKind.READ;
      case "POST" -> query ? CallKind.LIST : CallKind.WRITE;
      default -> CallKind.WRITE;
    };
  }

  @Override
  public Reply handle(Call call, Twist twist) {
    try {
      List<String> steps = steps(call.path());
      if (call.path().startsWith(LoginLinks.PATH)) {
        return signIn(call);
      }
      if (options.strict().userAgent() && blank(call.header("User-Agent"))) {
        throw Refusal.of(400, "User-Agent is missing: name the application and a contact");
      }
      List<String> below = steps.subList(1, steps.size());
      return under("/reseller", call.path())
          ? reseller(call).handle(below)
          : tenant(call, twist).handle(below);
    } catch (Refusal refusal) {
      return refusal.reply();
    }
  }

  private ResellerApi reseller(Call call) {
    Login login = login(call);
    String code = required(call, "X-Reseller");
    if (!code.equals(register.resellerCode())) {
      throw Refusal.of(403, "Unknown reseller " + code);
    }
    if (!register.admits(login.name(), login.password())) {
      throw Refusal.login();
    }
    return new ResellerApi(register, call);
  }

  private TenantApi tenant(Call call, Twist twist) {
    Login login = login(call);
    String code = required(call, "X-Tenant");
    String connection = required(call, "X-ConnectionId");
    SharespineTenant tenant = register.find(code);
    if (tenant == null || !tenant.active()) {
      throw Refusal.of(403, "The tenant is unknown or not active");
    }
    if (!tenant.access().admits(login.name(), login.password())) {
      throw Refusal.login();
    }
    if (!tenant.access().hasActive(connection)) {
      throw Refusal.of(403, "The connection is unknown or not active");
    }
    return new TenantApi(options, recorder, tenant, connection, call, twist);
  }

  private Reply signIn(Call call) {
    return register
        .logins()
        .use(call.path(), call.at())
        .map(
            path -> Reply.html("<!doctype html><title>Signed in</title><h1>You are signed in</h1>"))
        .orElseThrow(() -> Refusal.of(403, "This address was used before or has expired"));
  }

  private static Login login(Call call) {
    String header = call.header("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw Refusal.login();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
      String text = new String(decoded, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw Refusal.login();
      }
      return new Login(text.substring(0, colon), text.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw Refusal.login();
    }
  }

  private static String required(Call call, String header) {
    String value = call.header(header);
    if (blank(value)) {
      throw Refusal.of(400, "The header " + header + " is missing");
    }
    return Optional.ofNullable(value).orElse("");
  }

  private static boolean blank(@org.jspecify.annotations.Nullable String text) {
    return text == null || text.isBlank();
  }

  private static boolean under(String base, String path) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }

  /** The parts of a path; a slash at its end makes no part. */
  private static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    for (String step : path.split("/", -1)) {
      if (!step.isEmpty()) {
        steps.add(step.indexOf('%') < 0 ? step : decoded(step));
      }
    }
    return steps;
  }

  private static String decoded(String step) {
    try {
      return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return step;
    }
  }

  // For tests, traffic and the control interface

  @Override
  public boolean knows(String tenant) {
    return register.find(tenant) != null;
  }

  @Override
  public List<TenantCredentials> credentials() {
    List<TenantCredentials> all = new ArrayList<>();
    for (SharespineTenant tenant : register.all()) {
      List<String> connections = tenant.access().connectionIds();
      Map<String, String> passwords = tenant.access().passwords();
      if (!connections.isEmpty() && !passwords.isEmpty()) {
        String login =
            passwords.containsKey(Merchants.API_LOGIN)
                ? Merchants.API_LOGIN
                : passwords.keySet().iterator().next();
        all.add(
            new TenantCredentials(
                tenant.codeName(), connections.get(0), login, passwords.getOrDefault(login, "")));
      }
    }
    return all;
  }

  @Override
  public List<OrderTruth> orderTruth(String tenant) {
    return known(tenant).since(RecordType.ORDER, Long.MIN_VALUE).stream()
        .map(
            record -> {
              ObjectNode order = record.tree();
              return new OrderTruth(
                  record.localId(),
                  Instant.ofEpochSecond(record.modifiedSecond()),
                  Json.text(order, "orderStatus"),
                  Json.text(order, "paymentStatus"),
                  Json.text(order, "shippingStatus"));
            })
        .toList();
  }

  @Override
  public List<ProductTruth> productTruth(String tenant) {
    return known(tenant).since(RecordType.PRODUCT, Long.MIN_VALUE).stream()
        .map(
            record -> {
              ObjectNode product = record.tree();
              return new ProductTruth(
                  Json.text(product, "sku"),
                  record.localId(),
                  Json.text(product, "stock"),
                  prices(product));
            })
        .toList();
  }

  private static Map<String, String> prices(ObjectNode product) {
    Map<String, String> prices = new LinkedHashMap<>();
    for (JsonNode price : product.path("prices")) {
      JsonNode amount = price.path("pricePerUnitExclVat");
      prices.put(
          Json.text(price, "priceListRemoteId"),
          amount.isObject() ? Json.text(amount, "amount") : amount.asText());
    }
    return prices;
  }

  @Override
  public List<String> createOrders(String tenant, int count) {
    return merchants.place(known(tenant), count, clock.instant());
  }

  @Override
  public boolean changeOrder(String tenant, String localId, OrderChange change) {
    return merchants.change(known(tenant), localId, change, clock.instant());
  }

  @Override
  public void changeProduct(String tenant, long pick) {
    merchants.editProduct(known(tenant), pick, clock.instant());
  }

  @Override
  public Counts counts() {
    List<SharespineTenant> all = register.all();
    return new Counts(
        all.size(),
        all.stream().mapToLong(tenant -> tenant.count(RecordType.PRODUCT)).sum(),
        all.stream().mapToLong(SharespineTenant::ordersMade).sum(),
        all.stream().mapToLong(SharespineTenant::orderChanges).sum(),
        all.stream().mapToLong(tenant -> tenant.events().size()).sum());
  }

  @Override
  public String eventHistoryPage(String tenant) {
    return EventHistoryPage.of(tenant, known(tenant).events());
  }

  private SharespineTenant known(String tenant) {
    SharespineTenant found = register.find(tenant);
    if (found == null) {
      throw new IllegalArgumentException("There is no tenant " + tenant);
    }
    return found;
  }
}
