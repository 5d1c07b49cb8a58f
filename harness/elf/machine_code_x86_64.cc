#include "elf/machine_code_of.h"

namespace isograde {
namespace {

std::uint64_t Add(std::uint64_t address, std::int64_t displacement) {
  return address + static_cast<std::uint64_t>(displacement);
}

bool IsShortJump(unsigned char byte) {
  return byte == 0xeb || byte == 0xe3 || (byte & 0xf0) == 0x70;  // jmp, jrcxz, jcc rel8
}

// ModRM of an operand that is relative to the next instruction.
bool IsRelativeOperand(unsigned char byte) { return (byte & 0xc7) == 0x05; }

// How many bytes of an immediate operand may stand between a displacement, which is relative to
// what comes behind them, and that: a bit for each number of bytes. By the opcode before the ModRM
// byte at `at`, whose table of opcodes the bytes before it may, by chance, seem to tell.
class Immediates {
 public:
  Immediates(const CodeBytes& code, std::uint64_t at) : code_(code), at_(at) {
    const unsigned opcode = Before(1);
    const bool may_be_escaped = Before(2) == 0x0f || Before(2) == 0x38 || Before(2) == 0x3a ||
                                Before(3) == 0xc5 || Before(4) == 0xc4 || Before(5) == 0x62;
    sizes_ = OfFirstTable(opcode, (code.bytes[at] >> 3) & 7);
    if (may_be_escaped) sizes_ |= kNone | kByte;
  }

  bool May(unsigned bytes) const { return sizes_ & (1U << bytes); }

 private:
  static constexpr unsigned kNone = 1U << 0, kByte = 1U << 1, kHalf = 1U << 2, kFour = 1U << 4;

  unsigned Before(std::uint64_t distance) const {
    return distance <= at_ ? code_.bytes[at_ - distance] : 0;
  }

  unsigned OfFirstTable(unsigned opcode, unsigned extension) const {
    constexpr unsigned kShortOperands = 0x66;
    const bool is_short = Before(2) == kShortOperands || Before(3) == kShortOperands;
    switch (opcode) {
      case 0x6b:  // imul
      case 0x80:  // add, cmp, ...
      case 0x83:
      case 0xc0:  // shifts
      case 0xc1:
      case 0xc6:  // mov
        return kByte;
      case 0x69:
      case 0x81:
      case 0xc7:
        return is_short ? kHalf | kFour : kFour;
      case 0xf6:  // test, and others, which have none
        return extension < 2 ? kByte : kNone;
      case 0xf7:
        return extension < 2 ? (is_short ? kHalf | kFour : kFour) : kNone;
      default:
        return kNone;
    }
  }

  const CodeBytes& code_;
  std::uint64_t at_;
  unsigned sizes_ = 0;
};

}  // namespace

// Bytes that look like an instruction by chance would have to go to something, out of 2^32 places.
void EachReferenceOnX8664(const CodeBytes& code, const NoteReference& note) {
  using Kind = Reference::Kind;
  constexpr std::uint64_t kNear = sizeof(std::int32_t), kShort = 1;
  for (std::uint64_t i = 0; i + 1 < code.size; ++i) {
    const unsigned char byte = code.bytes[i];
    const std::uint64_t from = code.address + i, next = from + 1;
    if (IsShortJump(byte))
      note({from, Add(next + kShort, code.At<std::int8_t>(i + 1)), Kind::kShortJump});
    if (i + 1 + kNear > code.size) continue;
    const std::int32_t near = code.At<std::int32_t>(i + 1);
    const bool is_conditional = i > 0 && code.bytes[i - 1] == 0x0f && (byte & 0xf0) == 0x80;
    if (byte == 0xe8) note({from, Add(next + kNear, near), Kind::kCall});
    if (byte == 0xe9 || is_conditional) note({from, Add(next + kNear, near), Kind::kJump});
    if (!IsRelativeOperand(byte)) continue;
    const Immediates immediates(code, i);
    const Kind kind = i > 0 && code.bytes[i - 1] == 0x8d ? Kind::kAddress : Kind::kOperand;  // lea
    for (const unsigned size : {0U, 1U, 2U, 4U}) {
      if (immediates.May(size)) note({from, Add(next + kNear + size, near), kind});
    }
  }
}

}  // namespace isograde
