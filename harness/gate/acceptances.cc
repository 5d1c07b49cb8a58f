#include "gate/acceptances.h"

#include <fmt/format.h>

#include "base/toml_reader.h"
#include "checklist/check.h"

namespace isograde {
namespace {

std::string DayAt(const TomlReader& reader, const toml::table& table, const char* key) {
  const toml::node* const node = table.get(key);
  if (!node) return {};
  const auto day = node->value<toml::date>();
  if (!day) reader.Wrong(*node, fmt::format("`{}` wants a date such as 2027-01-31, unquoted", key));
  return fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day);
}

}  // namespace

bool Acceptance::Covers(const std::string& target_name, const std::string& check_id,
                        const std::string& config_name) const {
  return Matches(target, target_name) && Matches(check, check_id) && Matches(config, config_name);
}

// "`cache` of m", "`make::cache` of m".
bool Acceptance::CoversVariable(const std::string& subject) const {
  const std::size_t end = subject.find('`', 1);
  if (!subject.starts_with('`') || end == std::string::npos) return Matches(variable, subject);
  const std::string name = subject.substr(1, end - 1);
  return Matches(variable, name) || Matches(variable, name.substr(name.rfind(':') + 1));
}

std::vector<Acceptance> ReadAcceptances(const std::string& path) {
  const TomlReader reader("list of accepted failures", path);
  const toml::table root = reader.Parse();
  reader.Allow(root, {"accepted"});
  std::vector<Acceptance> all;
  reader.Each(root, "accepted", [&](const toml::table& table) {
    reader.Allow(table, {"target", "check", "config", "variable", "reason", "until"});
    const std::string config = reader.Optional(table, "config");
    all.push_back({.target = reader.Required(table, "target"),
                   .check = reader.Required(table, "check"),
                   .config = config.empty() ? "*" : config,
                   .variable = reader.Optional(table, "variable"),
                   .reason = reader.Required(table, "reason"),
                   .until = DayAt(reader, table, "until"),
                   .line = static_cast<int>(table.source().begin.line)});
  });
  return all;
}

}  // namespace isograde
