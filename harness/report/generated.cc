#include "report/generated.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "checklist/generator_policy.h"

namespace isograde {
namespace {

void AddNew(const std::vector<std::string>& names, std::vector<std::string>& to) {
  std::copy_if(names.begin(), names.end(), std::back_inserter(to), [&](const std::string& name) {
    return std::find(to.begin(), to.end(), name) == to.end();
  });
}

}  // namespace

std::string GeneratorsOwn(const Evidence& evidence, const Making& making) {
  const GeneratorPolicy* const policy = PolicyOf(making.generator);
  const bool is_own =
      policy && !evidence.variable.empty() &&
      (IsGenerators(*policy, evidence.variable) || IsGenerators(*policy, evidence.function));
  return is_own ? making.generator.name : "";
}

std::string OwnText(const std::string& generator, std::size_t count) {
  const GeneratorPolicy* const policy = PolicyOf({generator, ""});
  return fmt::format("{} variable{} of {}'s own{}", count, count == 1 ? "" : "s", generator,
                     policy ? fmt::format(" ({})", policy->own_words) : "");
}

std::vector<Cause> FoldGenerated(std::vector<Cause> causes) {
  std::map<std::string, std::size_t> counts;
  for (const Cause& cause : causes) ++counts[cause.generator];
  std::map<std::string, std::size_t> places;
  std::vector<Cause> folded;
  for (Cause& cause : causes) {
    if (cause.generator.empty() || counts[cause.generator] < 2) {
      folded.push_back(std::move(cause));
      continue;
    }
    const auto [place, is_first] = places.emplace(cause.generator, folded.size());
    if (is_first) {
      cause.what = OwnText(cause.generator, counts[cause.generator]) + ", among them " + cause.what;
      folded.push_back(std::move(cause));
      continue;
    }
    Cause& one = folded[place->second];
    one.severity = std::min(one.severity, cause.severity);
    AddNew(cause.checks, one.checks);
    AddNew(cause.members, one.members);
  }
  return folded;
}

}  // namespace isograde
