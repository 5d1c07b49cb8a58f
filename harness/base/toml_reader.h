#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/toml.h"

namespace isograde {

/// What is wrong with a TOML file: "WHAT FILE:LINE: SENTENCE", WHAT being what the file is.
class TomlError : public UsageError {
 public:
  TomlError(const std::string& what, const std::string& path, int line, std::string sentence);

  int line() const { return line_; }
  const std::string& sentence() const { return sentence_; }

 private:
  int line_;
  std::string sentence_;
};

/// Reads a TOML file that a person wrote. Everything that is wrong with it is a TomlError, WHAT
/// being such as "recipe".
class TomlReader {
 public:
  TomlReader(std::string what, std::string path);

  /// The whole file. Throws TomlError, or UsageError where it cannot be opened.
  toml::table Parse() const;

  /// Throws TomlError when the table has another key than these.
  void Allow(const toml::table& table, std::initializer_list<std::string_view> keys) const;
  /// A string; empty where there is none.
  std::string Optional(const toml::table& table, const char* key) const;
  /// A string that says something.
  std::string Required(const toml::table& table, const char* key) const;
  /// A list of strings; empty where there is none.
  std::vector<std::string> Texts(const toml::table& table, const char* key) const;
  /// The line of a key's value; 0 where there is none.
  static int LineOf(const toml::table& table, const char* key);
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
