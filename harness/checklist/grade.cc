#include "checklist/grade.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fault.h"

namespace isograde {
namespace {

std::string Of(const Demonstrated& demonstrated, const std::string& config) {
  const auto found = demonstrated.find(config);
  return found == demonstrated.end() ? "" : found->second;
}

// The counted failures of one severity; the reason names the first and how many there are.
bool AnyFailure(const GradeInput& input, Severity severity, std::string& reason) {
  const CheckResult* first = nullptr;
  int count = 0;
  for (const CheckResult& result : input.results) {
    if (result.finding.verdict != Verdict::kFail || !Counts(result, input)) continue;
    if (result.finding.severity.value_or(result.severity) != severity) continue;
    if (!first) first = &result;
    ++count;
  }
  if (!first) return false;
  const char* what = severity == Severity::kBreaks         ? "breaks"
                     : severity == Severity::kContaminates ? "contaminates"
                                                           : "hygiene";
  reason = fmt::format("{} finding{} of severity {}, first {} ({}{})", count, count == 1 ? "" : "s",
                       what, first->id, first->of.empty() ? "" : first->of + ", ", first->config);
  return true;
}

bool Breaks(const GradeInput& input, std::string& reason) {
  return AnyFailure(input, Severity::kBreaks, reason);
}
bool Contaminates(const GradeInput& input, std::string& reason) {
  return AnyFailure(input, Severity::kContaminates, reason);
}
bool Hygiene(const GradeInput& input, std::string& reason) {
  if (ISOGRADE_FAULT("judging/hygiene-is-not-graded")) return false;
  return AnyFailure(input, Severity::kHygiene, reason);
}

bool Unimportable(const GradeInput& input, std::string& reason) {
  reason = input.unimportable;
  return !reason.empty();
}

bool NotKnown(const GradeInput& input, std::string& reason) {
  if (!input.complete) {
    reason = "only a part of the checks was run";
    return true;
  }
  if (input.results.empty()) {
    reason = "nothing was observed";
    return true;
  }
  for (const CheckResult& result : input.results) {
    // Where hygiene could not be told, the grade is said without it.
    const bool grave = result.finding.severity.value_or(result.severity) <= Severity::kContaminates;
    const bool unclear = (result.finding.verdict == Verdict::kInconclusive && grave) ||
                         result.finding.verdict == Verdict::kHarnessError;
    if (!unclear || !Counts(result, input)) continue;
    reason =
        fmt::format("{} ({}) could not tell: {}", result.id, result.config, result.finding.message);
    return true;
  }
  return false;
}

// A distribution loads everywhere, without extension modules that decline by themselves.
bool FallsBack(const GradeInput& input, std::string& reason) {
  const bool declares = input.multiple_interpreters == "not_supported";
  if (Of(input.demonstrated, "legacy") != "falls back" &&
      !(declares && Of(input.demonstrated, "strict") == "falls back"))
    return false;
  reason = input.dependency.empty()
               ? "in further interpreters it does without extension modules, which decline them"
               : fmt::format(
                     "in further interpreters it does without extension modules, because {} "
                     "declines them",
                     input.dependency);
  return true;
}

// Cannot load because what it imports declines: where CPython does not check, or by a declaration.
bool RefusesThrough(const GradeInput& input, std::string& reason) {
  const std::string& dependency = input.dependency;
  if (dependency.empty()) return false;
  const bool refused = Of(input.demonstrated, "legacy") == "refuses" && !input.refuses_by_itself;
  const bool declined = input.dependency_declares == "not_supported" &&
                        Of(input.demonstrated, "strict") == "refuses" &&
                        Of(input.demonstrated, "isolated") == "refuses";
  const std::string top = dependency.substr(0, dependency.find('.'));
  reason =
      fmt::format("refuses, through {}{}", top,
                  top == dependency ? ", which declines further interpreters"
                                    : ": its " + dependency + " declines further interpreters");
  return refused || declined;
}

// Declines in every config that counts, of its own will: declared, or by an ImportError that
// CPython's check did not raise.
bool Refuses(const GradeInput& input, std::string& reason) {
  const std::string legacy = Of(input.demonstrated, "legacy");
  if (FallsBack(input, reason)) return true;
  if (input.multiple_interpreters == "not_supported") {
    const bool keeps = Of(input.demonstrated, "strict") != "loads" &&
                       Of(input.demonstrated, "isolated") != "loads";
    reason = "declares that it does not support several interpreters, and keeps to that";
    return keeps && !Of(input.demonstrated, "strict").empty();
  }
  if (RefusesThrough(input, reason)) return true;
  reason = "declines further interpreters by an ImportError of its own";
  return legacy == "refuses" && (input.refuses_by_itself || input.dependency.empty());
}

bool SharedGilOnly(const GradeInput& input, std::string& reason) {
  const std::string isolated = Of(input.demonstrated, "isolated");
  if (isolated == "loads") return false;
  if (Of(input.demonstrated, "legacy") != "loads") return false;
  if (isolated == "falls back") {
    reason = "isolated under a shared GIL; under an own GIL it does without extension modules";
  } else if (isolated.empty()) {
    reason = "isolated under a shared GIL; this CPython has no own GIL to show more";
  } else if (!input.dependency.empty()) {
    reason = fmt::format(
        "isolated under a shared GIL; an own GIL could not be shown, because its dependency {} "
        "does not load there",
        input.dependency);
  } else {
    reason = input.multiple_interpreters == "unspecified"
                 ? "isolated under a shared GIL; support for an own GIL is not declared"
                 : "isolated under a shared GIL; an own GIL was not demonstrated";
  }
  return true;
}

bool Isolated(const GradeInput& input, std::string& reason) {
  reason = "isolated: loads in every config, own GIL included, and no check fails";
  return Of(input.demonstrated, "legacy") == "loads" &&
         Of(input.demonstrated, "strict") == "loads" &&
         Of(input.demonstrated, "isolated") == "loads";
}

bool Otherwise(const GradeInput& input, std::string& reason) {
  reason = input.dependency.empty()
               ? "it loads in no further interpreter, for reasons that were not understood"
               : fmt::format("its dependency {} loads in no further interpreter", input.dependency);
  return true;
}

constexpr std::array kTable = {
    GradeRule{"F",
              "some counted check of severity `breaks` fails; a declared support that behaviour "
              "contradicts is one",
              Breaks},
    GradeRule{"D", "some counted check of severity `contaminates` fails", Contaminates},
    GradeRule{"unknown", "the main interpreter itself cannot import it", Unimportable},
    GradeRule{"unknown",
              "a control failed, the harness erred, a check of severity `breaks` or "
              "`contaminates` that counts could not tell, or not "
              "every check was run",
              NotKnown},
    GradeRule{"refuses",
              "declines further interpreters, by a clean ImportError of its own or by declaring "
              "not_supported, keeps to that, and "
              "leaves nothing behind; or cannot load because a module that it imports does so: "
              "neutral, PEP 554 requires no support",
              Refuses},
    GradeRule{"C", "only checks of severity `hygiene` fail", Hygiene},
    GradeRule{"B",
              "isolated under a shared GIL; own GIL not declared, not demonstrated, or not offered "
              "by this CPython (3.11 and older)",
              SharedGilOnly},
    GradeRule{"A",
              "isolated: loads in every config, own GIL included, and no check of severity "
              "`breaks`, `contaminates` or `hygiene` fails",
              Isolated},
    GradeRule{"unknown", "anything else", Otherwise},
};

}  // namespace

std::span<const GradeRule> GradeTable() { return kTable; }

Grade GradeOf(const GradeInput& input) {
  for (const GradeRule& rule : kTable) {
    std::string reason;
    if (rule.holds(input, reason)) return {std::string(rule.grade), reason};
  }
  return {"unknown", "no rule holds"};
}

bool Counts(const CheckResult& result, const GradeInput& input) {
  if (ISOGRADE_FAULT("judging/override-counts")) return true;
  if (input.all_count) return true;
  if (result.config == "override") return false;
  std::string ignored;
  if (result.spares_refusers && Refuses(input, ignored)) return false;
  return !(result.config == "legacy" && input.multiple_interpreters == "not_supported");
}

int Rank(std::string_view letter) {
  constexpr std::string_view kOrder = "FDCBA";
  const std::size_t place = letter.size() == 1 ? kOrder.find(letter) : std::string_view::npos;
  return place == std::string_view::npos ? 0 : static_cast<int>(place) + 1;
}

bool IsWorse(std::string_view letter, std::string_view than) {
  constexpr std::array<std::string_view, 7> kWorstFirst = {"F",       "D", "C", "unknown",
                                                           "refuses", "B", "A"};
  return std::find(kWorstFirst.begin(), kWorstFirst.end(), letter) <
         std::find(kWorstFirst.begin(), kWorstFirst.end(), than);
}

}  // namespace isograde
