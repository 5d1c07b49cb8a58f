#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace isograde {

/// One file of the store: a head, JSON on one line, and a body. Whole or not at all: of one that
/// another program has damaged, or not written to its end, nothing is read.
struct Entry {
  nlohmann::json head;
  std::string body;
};

/// Nothing where there is none that is whole.
std::optional<Entry> ReadEntry(const std::string& path);

/// Makes folders on the way; replaces the file at once. Throws HarnessError with the system's
/// reason.
void WriteEntry(const std::string& path, Entry entry);

/// Of a text, as hexadecimal digits: FNV-1a, of 64 bits. For names and against damage, no more.
std::string Checksum(const std::string& text);

}  // namespace isograde
