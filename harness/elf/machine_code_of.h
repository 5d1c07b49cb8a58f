#pragma once

#include <cstdint>
#include <cstring>
#include <functional>

#include "elf/machine_code.h"

// What EachReference does, machine by machine.

namespace isograde {

struct CodeBytes {
  const unsigned char* bytes = nullptr;
  std::uint64_t address = 0;
  std::uint64_t size = 0;

  template <typename Number>
  Number At(std::uint64_t offset) const {
    Number number;
    std::memcpy(&number, bytes + offset, sizeof number);
    return number;
  }
};

using NoteReference = std::function<void(const Reference&)>;

void EachReferenceOnX8664(const CodeBytes& code, const NoteReference& note);
void EachReferenceOnAArch64(const CodeBytes& code, const NoteReference& note);

}  // namespace isograde
