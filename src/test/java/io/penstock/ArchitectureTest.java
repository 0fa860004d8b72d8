package io.penstock;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The rooms and who may know whom, by exact names. A package that the table does not name fails the
 * build: whoever adds a room says here what it may know, and in the README why it is there.
 */
class ArchitectureTest {
  private static final String BASE = "io.penstock";
  private static final String ROOT = "(root)";

  /** Each room with the rooms it may know, itself apart. */
  private static final Map<String, Set<String>> MAY_KNOW = new TreeMap<>();

  /** What is put together: the whole gateway below the server. */
  private static final Set<String> GATEWAY =
      Set.of(
          "api",
          "connector",
          "connector.http",
          "connector.partner",
          "connector.sharespine",
          "record",
          "store",
          "store.embedded",
          "sync",
          "sync.eventlog",
          "sync.intake",
          "sync.outbox",
          "sync.push",
          "tenant");

  static {
    room("record");
    room("tenant", "record");
    room("connector", "tenant", "record");
    room("connector.http", "connector", "tenant");
    room("connector.sharespine", "connector", "connector.http", "tenant", "record");
    room("connector.partner", "connector", "connector.http", "tenant", "record");
    room("sync", "tenant", "record");
    room("sync.eventlog", "sync", "tenant", "record");
    // One commit holds the transfers and the lines of the event log about them.
    room("sync.outbox", "sync", "sync.eventlog", "tenant", "record");
    String[] stage = {"sync", "sync.outbox", "sync.eventlog", "connector", "tenant", "record"};
    room("sync.intake", stage);
    room("sync.push", stage);
    String[] memory = {"sync", "sync.outbox", "sync.eventlog", "tenant", "record"};
    room("store", memory);
    room("store.embedded", and(Set.of(memory), "store"));
    room(
        "api",
        "sync",
        "sync.eventlog",
        "sync.intake",
        "sync.outbox",
        "sync.push",
        "connector",
        "tenant",
        "record");
    room("server.config", GATEWAY.toArray(String[]::new));
    room("server", and(GATEWAY, "server.config"));
    room("sandbox");
    room("sandbox.sharespine", "sandbox");
    room("sandbox.partner", "sandbox");
    room("sandbox.sink", "sandbox");
    room("cli.bench", "server", "server.config", "sandbox", "sandbox.sink", "tenant", "record");
    room(
        "cli",
        "cli.bench",
        "server",
        "server.config",
        "sandbox",
        "sandbox.sharespine",
        "sandbox.partner",
        "sandbox.sink",
        "tenant",
        "record");
    room(ROOT, "cli");
  }

  /** Reading files needs these rooms' words; of all others it may know the option records alone. */
  private static final Set<String> CONFIG_KNOWS_WHOLLY = Set.of("record", "tenant", "connector");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  private static void room(String name, String... known) {
    MAY_KNOW.put(name, new TreeSet<>(Set.of(known)));
  }

  private static String[] and(Set<String> rooms, String one) {
    Set<String> more = new TreeSet<>(rooms);
    more.add(one);
    return more.toArray(String[]::new);
  }

  @Test
  void everyPackageIsARoomOfTheTable() {
    Set<String> unnamed = new TreeSet<>();
    CLASSES.forEach(type -> unnamed.add(room(type)));
    unnamed.removeAll(MAY_KNOW.keySet());

    assertThat(unnamed).as("packages that the table does not name").isEmpty();
  }

  @Test
  void noRoomKnowsMoreThanItMay() {
    Set<String> forbidden = new TreeSet<>();
    for (Dependency each : ours()) {
      String from = room(each.getOriginClass());
      String to = room(each.getTargetClass());
      if (!from.equals(to) && !MAY_KNOW.getOrDefault(from, Set.of()).contains(to)) {
        forbidden.add(from + " -> " + to + ": " + each.getDescription());
      }
    }

    assertThat(forbidden).isEmpty();
  }

  @Test
  void configurationKnowsOnlyTheOptionsOfOtherRooms() {
    Set<String> forbidden = new TreeSet<>();
    for (Dependency each : ours()) {
      JavaClass target = outermost(each.getTargetClass());
      String to = room(target);
      boolean isOption = target.getSimpleName().endsWith("Options");
      if (room(each.getOriginClass()).equals("server.config")
          && !to.equals("server.config")
          && !CONFIG_KNOWS_WHOLLY.contains(to)
          && !isOption) {
        forbidden.add(each.getDescription());
      }
    }

    assertThat(forbidden).isEmpty();
  }

  @Test
  void packagesHaveNoRings() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageSettlesNull() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(type.getPackageName());
      }
    }

    assertThat(unmarked).as("packages without @NullMarked in their package-info.java").isEmpty();
  }

  @Test
  void theTableItselfNamesOnlyRooms() {
    MAY_KNOW.forEach((room, known) -> assertThat(MAY_KNOW.keySet()).as(room).containsAll(known));
  }

  private static Set<Dependency> ours() {
    Set<Dependency> ours = new HashSet<>();
    for (JavaClass type : CLASSES) {
      for (Dependency each : type.getDirectDependenciesFromSelf()) {
        if (each.getTargetClass().getPackageName().startsWith(BASE)) {
          ours.add(each);
        }
      }
    }
    return ours;
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(BASE) ? ROOT : name.substring(BASE.length() + 1);
  }
}
