#include "checklist/making.h"

#include "base/version_number.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Making, is_known, generator, abi3);

bool Making::operator==(const Making& other) const {
  return is_known == other.is_known && generator.name == other.generator.name &&
         generator.version == other.generator.version && abi3 == other.abi3;
}

std::string Making::Words() const {
  if (!is_known) return {};
  if (generator.name.empty()) return kByHand;
  return generator.version.empty() ? generator.name : generator.name + " " + generator.version;
}

bool Making::CannotDeclare() const {
  return abi3.find('.') != std::string::npos && IsOlderVersion(abi3, "3.12");
}

}  // namespace isograde
