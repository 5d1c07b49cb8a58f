#pragma once

#include <string>

#include "base/json_fields.h"

namespace isograde {

/// What wrote the C or C++ of an extension module.
struct Generator {
  std::string name;     ///< "Cython", ...; empty: none, it was written by hand
  std::string version;  ///< as far as it shows: "3.1.4", "internals 11"; empty: it does not
};
ISOGRADE_JSON(Generator);

}  // namespace isograde
