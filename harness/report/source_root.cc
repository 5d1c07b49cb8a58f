#include "report/source_root.h"

#include <fmt/format.h>

#include <filesystem>

namespace isograde {
namespace {

namespace fs = std::filesystem;

std::string PercentEncoded(const std::string& path) {
  constexpr std::string_view kPlain = "-._~/";
  std::string encoded;
  for (const char c : path) {
    if (std::isalnum(static_cast<unsigned char>(c)) || kPlain.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace

SourceRoot::SourceRoot(const std::string& folder) : path_(folder) {
  std::error_code ignored;
  for (fs::path at = fs::weakly_canonical(folder, ignored); !at.empty(); at = at.parent_path()) {
    if (fs::exists(at / ".git", ignored)) {
      path_ = at.string();
      return;
    }
    if (at == at.root_path()) break;
  }
}

SourceUri SourceRoot::Uri(const std::string& file) const {
  std::error_code ignored;
  fs::path rest = fs::path(file).lexically_normal();
  if (rest.is_absolute()) {
    const fs::path inside = rest.lexically_relative(path_);
    if (!inside.empty() && *inside.begin() != "..") return {PercentEncoded(inside.string()), true};
  }
  rest = rest.relative_path();
  // The longest end of the path that is a file here.
  for (auto part = rest.begin(); part != rest.end(); ++part) {
    fs::path end;
    for (auto more = part; more != rest.end(); ++more) end /= *more;
    if (*end.begin() != ".." && fs::is_regular_file(fs::path(path_) / end, ignored))
      return {PercentEncoded(end.string()), true};
  }
  const bool absolute = fs::path(file).is_absolute();
  return {(absolute ? "file://" : "") + PercentEncoded(file), false};
}

}  // namespace isograde
