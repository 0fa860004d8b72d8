package io.penstock.cli;

import io.penstock.server.config.ConfigException;
import io.penstock.server.config.Mistake;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into words, JSON and an exit code. Commands just throw. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception thrown, CommandLine command, @Nullable ParseResult parsed) {
    if (thrown instanceof ConfigException refused) {
      return configuration(refused, command);
    }
    if (thrown instanceof CommandFailure failure) {
      return failure(failure, command);
    }
    if (thrown instanceof IOException file) {
      return failure(FileTrouble.of(file), command);
    }
    PrintWriter err = command.getErr();
    err.println("penstock: this is our own mistake, not yours. Please report it with these lines:");
    thrown.printStackTrace(err);
    return ExitCode.FAILED;
  }

  private static int configuration(ConfigException refused, CommandLine command) {
    List<Mistake> mistakes = refused.mistakes();
    if (wantsJson(command)) {
      List<Map<String, Object>> items = new ArrayList<>();
      mistakes.forEach(mistake -> items.add(json(mistake)));
      command.getOut().println(Output.toJson(Map.of("mistakes", items)));
    } else {
      mistakes.forEach(command.getErr()::println);
      int count = mistakes.size();
      String what = count == 1 ? "1 mistake" : count + " mistakes";
      command.getErr().println(what + " in the configuration; nothing was started.");
    }
    return ExitCode.CONFIGURATION;
  }

  private static Map<String, Object> json(Mistake mistake) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("file", mistake.file());
    item.put("line", mistake.line());
    item.put("column", mistake.column());
    item.put("path", mistake.path());
    item.put("found", mistake.found());
    item.put("message", mistake.message());
    if (mistake.didYouMean() != null) {
      item.put("didYouMean", mistake.didYouMean());
    }
    return item;
  }

  private static int failure(CommandFailure failure, CommandLine command) {
    String message = String.valueOf(failure.getMessage());
    if (wantsJson(command)) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", message);
      if (failure.next() != null) {
        error.put("next", failure.next());
      }
      command.getOut().println(Output.toJson(error));
    } else {
      command.getErr().println("penstock: " + message);
      if (failure.next() != null) {
        command.getErr().println(failure.next());
      }
    }
    return failure.exitCode();
  }

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String message = String.valueOf(thrown.getMessage());
    if (List.of(arguments).contains("--json")) {
      command.getOut().println(Output.toJson(Map.of("error", message)));
    } else {
      command.getErr().println("penstock: " + message);
      if (!UnmatchedArgumentException.printSuggestions(thrown, command.getErr())) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("Try '" + name + " --help' for what it takes.");
      }
    }
    return ExitCode.USAGE;
  }

  private static boolean wantsJson(CommandLine command) {
    OptionSpec option = command.getCommandSpec().findOption("--json");
    Object value = option == null ? null : option.getValue();
    return Boolean.TRUE.equals(value);
  }
}
