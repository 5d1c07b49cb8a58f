#include "elf/machine_code.h"

#include <elf.h>

#include <algorithm>

#include "elf/machine_code_of.h"

namespace isograde {

bool ReadsCodeOf(int machine) { return machine == EM_X86_64 || machine == EM_AARCH64; }

void EachReference(const Image& image, std::uint64_t begin, std::uint64_t end,
                   const std::function<void(const Reference&)>& function) {
  const Image::Section* const section = image.SectionAt(begin);
  if (!section || !section->bytes) return;
  const CodeBytes code{section->bytes + (begin - section->address), begin,
                       std::min(end, section->end()) - begin};
  const std::uint64_t low = image.sections().front().address;
  const std::uint64_t size = image.sections().back().end() - low;
  const auto note = [&](const Reference& one) {
    if (one.to - low < size) function(one);
  };
  if (image.machine() == EM_X86_64) EachReferenceOnX8664(code, note);
  if (image.machine() == EM_AARCH64) EachReferenceOnAArch64(code, note);
}

}  // namespace isograde
