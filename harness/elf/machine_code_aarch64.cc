#include <array>
#include <set>

#include "elf/machine_code_of.h"

namespace isograde {
namespace {

constexpr std::uint64_t kInstruction = 4;
constexpr unsigned kStackPointer = 31, kFramePointer = 29;
// Pointers that count on in a loop would have values without end.
constexpr int kPasses = 4;
constexpr std::size_t kMostValues = 4096;

unsigned Bits(std::uint32_t word, unsigned low, unsigned count) {
  return (word >> low) & ((1U << count) - 1);
}

// A signed number in these bits.
std::int64_t Signed(std::uint32_t word, unsigned low, unsigned count) {
  const std::uint64_t bits = Bits(word, low, count);
  const std::uint64_t sign = std::uint64_t{1} << (count - 1);
  return static_cast<std::int64_t>(bits ^ sign) - static_cast<std::int64_t>(sign);
}

/// Reads one function, in passes, until no register gets a value that it did not have.
class Reader {
 public:
  Reader(const CodeBytes& code, const NoteReference& note) : code_(code), note_(note) {}

  void Read() {
    for (int pass = 0; pass < kPasses; ++pass) {
      const std::size_t before = Count();
      for (std::uint64_t at = 0; at + kInstruction <= code_.size; at += kInstruction)
        Step(code_.address + at, code_.At<std::uint32_t>(at), pass == 0);
      if (Count() == before) return;
    }
  }

 private:
  using Kind = Reference::Kind;
  using Values = std::set<std::uint64_t>;

  std::size_t Count() const {
    std::size_t count = spilled_.size();
    for (const Values& one : values_) count += one.size();
    return count;
  }

  static void Join(Values& into, const Values& from) {
    if (into.size() < kMostValues) into.insert(from.begin(), from.end());
  }

  void Branch(std::uint64_t from, std::int64_t words, Kind kind) {
    note_({from, from + static_cast<std::uint64_t>(words * 4), kind});
  }

  void Step(std::uint64_t at, std::uint32_t word, bool is_first) {
    if (is_first) Branches(at, word);
    const std::uint64_t target = static_cast<std::uint64_t>(Signed(word, 5, 19)) * 4;
    if (Bits(word, 24, 5) == 0x10) {
      PageAddress(at, word);
    } else if (Bits(word, 23, 9) == 0x122) {
      Add(at, word);  // add, 64 bits, immediate
    } else if ((word & 0xffe0ffe0U) == 0xaa0003e0U) {
      Join(values_[Bits(word, 0, 5)], values_[Bits(word, 16, 5)]);  // mov
    } else if (Bits(word, 24, 6) == 0x18 && is_first) {
      note_({at, at + target, Kind::kOperand});  // ldr, literal
    } else if (Bits(word, 27, 3) == 7 && Bits(word, 24, 2) == 1) {
      const unsigned is_wide_vector = Bits(word, 26, 1) & Bits(word, 23, 1);
      Memory(at, word,
             std::uint64_t{Bits(word, 10, 12)} << (is_wide_vector ? 4 : Bits(word, 30, 2)),
             Bits(word, 22, 2) == 0);
    } else if (Bits(word, 27, 3) == 7 && Bits(word, 24, 2) == 0 && Bits(word, 21, 1) == 0) {
      Memory(at, word, static_cast<std::uint64_t>(Signed(word, 12, 9)), Bits(word, 22, 2) == 0);
    } else if (Bits(word, 27, 3) == 5 && Bits(word, 25, 1) == 0) {
      Pair(at, word);
    }
  }

  void Branches(std::uint64_t at, std::uint32_t word) {
    if (Bits(word, 26, 6) == 0x25) Branch(at, Signed(word, 0, 26), Kind::kCall);
    if (Bits(word, 26, 6) == 0x05) Branch(at, Signed(word, 0, 26), Kind::kJump);
    const bool is_conditional = Bits(word, 24, 8) == 0x54 || Bits(word, 25, 6) == 0x1a;
    if (is_conditional) Branch(at, Signed(word, 5, 19), Kind::kJump);             // b.c, cbz
    if (Bits(word, 25, 6) == 0x1b) Branch(at, Signed(word, 5, 14), Kind::kJump);  // tbz
  }

  void PageAddress(std::uint64_t at, std::uint32_t word) {
    constexpr std::uint64_t kPage = 4096;
    const std::int64_t number = Signed(word, 5, 19) * 4 + Bits(word, 29, 2);
    Values& values = values_[Bits(word, 0, 5)];
    if (Bits(word, 31, 1)) {
      values.insert((at & ~(kPage - 1)) + static_cast<std::uint64_t>(number) * kPage);
    } else {
      const std::uint64_t to = at + static_cast<std::uint64_t>(number);
      note_({at, to, Kind::kAddress});
      values.insert(to);
    }
  }

  void Add(std::uint64_t at, std::uint32_t word) {
    const std::uint64_t number = std::uint64_t{Bits(word, 10, 12)} << (Bits(word, 22, 1) * 12);
    Values sums;
    for (const std::uint64_t value : values_[Bits(word, 5, 5)]) sums.insert(value + number);
    for (const std::uint64_t sum : sums) note_({at, sum, Kind::kAddress});
    if (Bits(word, 0, 5) != kStackPointer) Join(values_[Bits(word, 0, 5)], sums);
  }

  // A load or a store. What is kept on the stack may be any of what is kept there.
  void Memory(std::uint64_t at, std::uint32_t word, std::uint64_t offset, bool stores) {
    const unsigned base = Bits(word, 5, 5);
    for (const std::uint64_t value : values_[base]) note_({at, value + offset, Kind::kOperand});
    if (base == kStackPointer || base == kFramePointer) Spill(Bits(word, 0, 5), stores);
  }

  void Pair(std::uint64_t at, std::uint32_t word) {
    const unsigned scale = Bits(word, 26, 1) ? 2 + Bits(word, 30, 2) : 2 + Bits(word, 31, 1);
    const auto offset = static_cast<std::uint64_t>(Signed(word, 15, 7)) << scale;
    const bool stores = Bits(word, 22, 1) == 0;
    Memory(at, word, offset, stores);
    const unsigned base = Bits(word, 5, 5);
    if (base == kStackPointer || base == kFramePointer) Spill(Bits(word, 10, 5), stores);
  }

  void Spill(unsigned reg, bool stores) {
    if (reg == kStackPointer) return;  // there it is the zero register
    stores ? Join(spilled_, values_[reg]) : Join(values_[reg], spilled_);
  }

  const CodeBytes& code_;
  const NoteReference& note_;
  std::array<Values, 32> values_;
  Values spilled_;
};

}  // namespace

void EachReferenceOnAArch64(const CodeBytes& code, const NoteReference& note) {
  Reader(code, note).Read();
}

}  // namespace isograde
