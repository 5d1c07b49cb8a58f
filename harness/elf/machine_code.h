#pragma once

#include <cstdint>
#include <functional>

#include "elf/image.h"

namespace isograde {

/// From an instruction to what it is about.
struct Reference {
  enum class Kind {
    kCall,
    kJump,       ///< also from one part of a function to another part of it that lies elsewhere
    kShortJump,  ///< too short to get to another section
    kAddress,    ///< to something, or biased: to what an index makes something of
    kOperand,    ///< of an instruction that reads or writes there
  };
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  Kind kind = Kind::kCall;
};

/// Whether EachReference reads the code of a machine (EM_*).
bool ReadsCodeOf(int machine);

/// Calls `function` for what the code in [begin, end), which lies in one section, refers to within
/// the image: no less than it does, and a bit more. Code is not disassembled: on x86-64 every byte
/// is taken for the beginning of an instruction; on AArch64, where a pointer is made in steps, for
/// every value that a register has somewhere in [begin, end), which is to be one function.
void EachReference(const Image& image, std::uint64_t begin, std::uint64_t end,
                   const std::function<void(const Reference&)>& function);

}  // namespace isograde
