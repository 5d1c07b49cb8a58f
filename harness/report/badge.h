#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace isograde {

struct Report;

/// What a badge says: "isolation" | "A, 3.13".
struct Badge {
  std::string label = "isolation";
  std::string message;
  std::string grade;  ///< its letter, which its colour is after
};

/// For `target`, or, where it is empty, for the worst of those that were asked for. Throws
/// UsageError when the report has no such target.
Badge BadgeOf(const Report& report, const std::string& target);

/// A drawing of our own in the flat style that people know, with its text for screen readers.
std::string ToSvg(const Badge& badge);

/// For shields' endpoint badge.
nlohmann::json ToShieldsEndpoint(const Badge& badge);

}  // namespace isograde
