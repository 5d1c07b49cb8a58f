#pragma once

#include <string>
#include <vector>

#include "elf/generator.h"
#include "elf/library.h"

namespace isograde {

/// What wrote a module, by the strings that a generator leaves in each of its modules and in no
/// other, several of which must be there: who only mentions one is not taken for its work. `hooks`:
/// names of the functions with which the module begins; where several generators left theirs, it is
/// the one whose are the nearest to those.
Generator GeneratorOf(const LibraryFile& library, const std::vector<std::string>& hooks);

}  // namespace isograde
