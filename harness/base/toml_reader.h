#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"

namespace isograde {

/// Reads a TOML file that a person wrote. Everything that is wrong with it is a UsageError of one
/// sentence that begins "WHAT FILE:LINE: ", WHAT being what the file is, such as "recipe".
class TomlReader {
 public:
  TomlReader(std::string what, std::string path);

  /// The whole file. Throws UsageError.
  toml::table Parse() const;

  /// Throws UsageError when the table has another key than these.
  void Allow(const toml::table& table, std::initializer_list<std::string_view> keys) const;
  /// A string; empty where there is none.
  std::string Optional(const toml::table& table, const char* key) const;
  /// A string that says something.
  std::string Required(const toml::table& table, const char* key) const;
  /// A list of strings; empty where there is none.
  std::vector<std::string> Texts(const toml::table& table, const char* key) const;
  /// A table; nullptr where there is none.
  const toml::table* Table(const toml::table& table, const char* key) const;
  /// Calls function(const toml::table&) for each of a list of tables, `[[key]]`.
  template <typename Function>
  void Each(const toml::table& root, const char* key, Function&& function) const {
    for (const toml::table* table : Tables(root, key)) function(*table);
  }

  [[noreturn]] void Wrong(const toml::node& where, const std::string& sentence) const;

 private:
  std::vector<const toml::table*> Tables(const toml::table& root, const char* key) const;

  std::string what_, path_;
};

}  // namespace isograde
