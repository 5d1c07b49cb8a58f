#include "report/junit.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/json_name.h"
#include "report/format.h"
#include "report/report.h"
#include "report/words.h"
#include "report/xml.h"

namespace isograde {
namespace {

struct Tally {
  int tests = 0, failures = 0, errors = 0, skipped = 0;

  void Add(const Tally& more) {
    tests += more.tests;
    failures += more.failures;
    errors += more.errors;
    skipped += more.skipped;
  }
  std::string Attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}")", tests, failures, errors);
  }
};

std::string Body(const Finding& finding) {
  std::string text;
  for (const Evidence& evidence : finding.evidence) {
    text += evidence.text + "\n";
    for (const std::string& frame : evidence.stack) text += "  " + frame + "\n";
  }
  return text;
}

std::string Element(const char* name, const std::string& type, const std::string& message,
                    const std::string& body) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", name, XmlText(type),
                     XmlText(message), XmlText(body));
}

// What stands in a test case; nothing for one that passed.
std::string Outcome(const TargetReport& target, const CheckResult& result, Tally& tally) {
  const Finding& finding = result.finding;
  const bool counts = result.counts && !target.target.is_apart;
  const Severity severity = finding.severity.value_or(result.severity);
  const std::string type = JsonName(severity);
  switch (finding.verdict) {
    case Verdict::kPass:
      return {};
    case Verdict::kFail:
      if (counts && severity != Severity::kNote) {
        ++tally.failures;
        return Element("failure", type, finding.message, Body(finding));
      }
      ++tally.skipped;
      return Element("skipped", type,
                     (counts ? "noted: " : "failed, and does not count: ") + finding.message, "");
    case Verdict::kHarnessError:
      ++tally.errors;
      return Element("error", "harness_error", finding.message, Body(finding));
    case Verdict::kInconclusive:
      ++tally.skipped;
      return Element("skipped", "inconclusive", "could not tell: " + finding.message, "");
    case Verdict::kNotApplicable:
      break;
  }
  ++tally.skipped;
  return Element("skipped", "not_applicable", finding.message, "");
}

std::string Case(const std::string& target, const std::string& name, const std::string& inside) {
  return fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}\n", XmlText(target),
                     XmlText(name), inside.empty() ? "/>" : ">\n" + inside + "    </testcase>");
}

std::string Properties(const Report& report, const TargetReport& target) {
  std::vector<std::pair<std::string, std::string>> properties = {
      {"grade", target.grade.letter},
      {"reason", target.grade.reason},
      {"python", PythonText(report)},
      {"declared", DeclaredText(target)},
      {"demonstrated", DemonstratedText(target)},
      {"file", target.target.file}};
  if (!target.target.version.empty()) properties.emplace_back("version", target.target.version);
  if (!target.target.owner.empty())
    properties.emplace_back("distribution",
                            target.target.owner + (target.target.is_apart ? ", apart" : ""));
  for (const Use& use : target.uses) {
    const std::string detail =
        UseDetail(use, use.missing_modules.size() + use.missing_names.size());
    properties.emplace_back("use: " + UseName(use.config),
                            JsonName(use.word) + (detail.empty() ? "" : ": " + detail));
  }
  std::string text = "    <properties>\n";
  for (const DeclinedCall& declined : target.declines)
    text +=
        fmt::format("      <property name=\"declines\" value=\"{}\"/>\n", XmlText(Words(declined)));
  for (const auto& [name, value] : properties)
    text +=
        fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", XmlText(name), XmlText(value));
  return text + "    </properties>\n";
}

// What is wrong with recipes is an error, and no failure of a module.
std::string Recipes(const Report& report, Tally& all) {
  const std::vector<RecipeFault> faults = RecipeFaults(report);
  if (faults.empty()) return {};
  Tally tally{.tests = static_cast<int>(faults.size()), .errors = tally.tests};
  std::string cases;
  for (const RecipeFault& fault : faults)
    cases += Case("recipe", fault.module.empty() ? fault.file : fault.module,
                  Element("error", "recipe", Text(fault), ""));
  all.Add(tally);
  return fmt::format(
      "  <testsuite name=\"recipes\" {} skipped=\"0\" timestamp=\"{}\">\n{}  </testsuite>\n",
      tally.Attributes(), XmlText(report.date), cases);
}

std::string Suite(const Report& report, const TargetReport& target, Tally& all) {
  Tally tally{.tests = static_cast<int>(target.results.size())};
  std::string cases;
  for (const CheckResult& result : target.results)
    cases += Case(target.target.name, fmt::format("{} [{}]", result.id, result.config),
                  Outcome(target, result, tally));
  if (target.target.kind == TargetKind::kUnknown) {
    tally.tests = tally.errors = 1;
    cases = Case(target.target.name, "is a module that can be graded",
                 Element("error", "unknown", target.grade.reason, ""));
  }
  all.Add(tally);
  return fmt::format(
      "  <testsuite name=\"{}\" {} skipped=\"{}\" timestamp=\"{}\">\n{}{}  </testsuite>\n",
      XmlText(target.target.name), tally.Attributes(), tally.skipped, XmlText(report.date),
      Properties(report, target), cases);
}

}  // namespace

std::string ToJunit(const Report& report) {
  Tally all;
  std::string suites = Recipes(report, all);
  for (const TargetReport& target : report.targets) suites += Suite(report, target, all);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"isograde, CPython {}\" {}>\n{}</testsuites>\n",
      XmlText(PythonText(report)), all.Attributes(), suites);
}

ISOGRADE_FORMAT(junit, {.name = "junit", .write = ToJunit, .place = 30});

}  // namespace isograde
