#include "base/toml_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file_text.h"

namespace isograde {

TomlError::TomlError(const std::string& what, const std::string& path, int line,
                     std::string sentence)
    : UsageError(fmt::format("{} {}:{}: {}", what, path, line, sentence)),
      line_(line),
      sentence_(std::move(sentence)) {}

TomlReader::TomlReader(std::string what, std::string path)
    : what_(std::move(what)), path_(std::move(path)) {}

toml::table TomlReader::Parse() const {
  try {
    return toml::parse(ReadFile(path_), path_);
  } catch (const toml::parse_error& error) {
    throw TomlError(what_, path_, static_cast<int>(error.source().begin.line),
                    std::string(error.description()));
  }
}

void TomlReader::Allow(const toml::table& table,
                       std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, node] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
      Wrong(node, fmt::format("`{}` is nothing that a {} has here", key.str(), what_));
  }
}

std::string TomlReader::Optional(const toml::table& table, const char* key) const {
  const toml::node* const node = table.get(key);
  if (!node) return {};
  if (!node->is_string()) Wrong(*node, fmt::format("`{}` is no string", key));
  return *node->value<std::string>();
}

std::string TomlReader::Required(const toml::table& table, const char* key) const {
  const auto value = table[key].value<std::string>();
  if (!value || value->find_first_not_of(" \t\r\n") == std::string::npos)
    Wrong(table, fmt::format("`{}` is missing, blank or no string", key));
  return *value;
}

std::vector<std::string> TomlReader::Texts(const toml::table& table, const char* key) const {
  const toml::node* const node = table.get(key);
  if (!node) return {};
  std::vector<std::string> texts;
  if (const toml::array* const list = node->as_array()) {
    for (const toml::node& entry : *list) {
      if (const auto text = entry.value<std::string>()) texts.push_back(*text);
    }
    if (texts.size() == list->size()) return texts;
  }
  Wrong(*node, fmt::format("`{}` is no list of strings", key));
}

const toml::table* TomlReader::Table(const toml::table& table, const char* key) const {
  const toml::node* const node = table.get(key);
  if (node && !node->is_table()) Wrong(*node, fmt::format("write `[{}]`, a table", key));
  return node ? node->as_table() : nullptr;
}

void TomlReader::Wrong(const toml::node& where, const std::string& sentence) const {
  throw TomlError(what_, path_, static_cast<int>(where.source().begin.line), sentence);
}

int TomlReader::LineOf(const toml::table& table, const char* key) {
  const toml::node* const node = table.get(key);
  return node ? static_cast<int>(node->source().begin.line) : 0;
}

std::vector<const toml::table*> TomlReader::Tables(const toml::table& root, const char* key) const {
  std::vector<const toml::table*> tables;
  const toml::node* const node = root.get(key);
  if (!node) return tables;
  const std::string advice = fmt::format("write `[[{}]]`, a list of tables", key);
  const toml::array* const list = node->as_array();
  if (!list) Wrong(*node, advice);
  for (const toml::node& entry : *list) {
    if (!entry.is_table()) Wrong(entry, advice);
    tables.push_back(entry.as_table());
  }
  return tables;
}

}  // namespace isograde
