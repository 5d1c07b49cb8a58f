#include "elf/python_tables.h"

#include <initializer_list>
#include <optional>

namespace isograde {
namespace {

constexpr std::uint64_t kWord = 8, kSmallNumbers = 64;

// What a word of a table has to be.
enum class Field {
  kText,        ///< a pointer to where no pointers are: a name
  kTextOrNone,  ///< the same, or NULL
  kNone,        ///< NULL, or zero
  kNumber,      ///< no pointer
  kPositive,    ///< a number that is not zero
  kSmall,       ///< a number that tells one of few kinds
  kTableOrNone,
  kSlots,       ///< a pointer to rows of slots
  kNames,       ///< a pointer to texts and NULL
  kCodeOrNone,  ///< a pointer to code, or to what another library has, or NULL
  kCode,
  kTypeOrNone,  ///< a pointer to another library's, or NULL
  kSlot,        ///< the number of a slot, with the flags of a PySlot
  kAnything,
};

constexpr auto kSlot = {Field::kSlot, Field::kAnything};

class Reader {
 public:
  explicit Reader(const Image& image) : image_(image) {}

  bool Is(Field field, std::uint64_t place) const {
    const Image::Pointer* const pointer = image_.PointerAt(place);
    const std::uint64_t number = pointer ? 0 : image_.WordAt(place);
    const bool is_none = !pointer && number == 0;
    switch (field) {
      case Field::kText:
        return pointer && IsText(*pointer);
      case Field::kTextOrNone:
        return is_none || (pointer && IsText(*pointer));
      case Field::kNone:
        return is_none;
      case Field::kNumber:
        return !pointer;
      case Field::kPositive:
        return number != 0;
      case Field::kSmall:
        return !pointer && number < kSmallNumbers;
      case Field::kTableOrNone:
        return is_none || (pointer && IsTable(*pointer));
      case Field::kSlots:
        return pointer && IsTable(*pointer) && Rows(kSlot, pointer->address);
      case Field::kNames:
        return pointer && IsTable(*pointer) && Rows({Field::kText}, pointer->address);
      case Field::kCodeOrNone:
        return is_none || (pointer && IsCode(*pointer));
      case Field::kCode:
        return pointer && IsCode(*pointer);
      case Field::kTypeOrNone:
        return is_none || (pointer && !pointer->import.empty());
      case Field::kSlot:
        return IsSlot(number);
      case Field::kAnything:
        return true;
    }
    return false;
  }

  bool Are(std::initializer_list<Field> fields, std::uint64_t address) const {
    for (const Field field : fields) {
      if (!Is(field, address)) return false;
      address += kWord;
    }
    return true;
  }

  /// Rows of these fields, and one that begins with zero; `least`: how many there must be.
  std::optional<Region> Rows(std::initializer_list<Field> fields, std::uint64_t address,
                             std::size_t least = 1) const {
    std::uint64_t end = address;
    std::size_t rows = 0;
    for (; Are(fields, end); end += fields.size() * kWord) ++rows;
    if (rows < least || !Is(Field::kNone, end) || !image_.SectionAt(end)) return std::nullopt;
    return Region{address, end + fields.size() * kWord, true};
  }

 private:
  const Image::Section* SectionOf(const Image::Pointer& pointer) const {
    return pointer.import.empty() ? image_.SectionAt(pointer.address) : nullptr;
  }
  bool IsText(const Image::Pointer& pointer) const {
    const Image::Section* const section = SectionOf(pointer);
    return section && !section->is_code && section->bytes && !image_.PointerAt(pointer.address);
  }
  bool IsTable(const Image::Pointer& pointer) const {
    const Image::Section* const section = SectionOf(pointer);
    return section && !section->is_code;
  }
  bool IsCode(const Image::Pointer& pointer) const {
    const Image::Section* const section = SectionOf(pointer);
    return section ? section->is_code : !pointer.import.empty();
  }
  static bool IsSlot(std::uint64_t number) {
    constexpr std::uint64_t kLastSlot = 200, kLastFlags = 0xff;
    const std::uint64_t id = number & 0xffff, flags = number >> 16;
    return id != 0 && id <= kLastSlot && flags <= kLastFlags;
  }

  const Image& image_;
};

constexpr auto kMethod = {Field::kText, Field::kCode, Field::kPositive, Field::kTextOrNone};
constexpr auto kGetSet = {Field::kText, Field::kCode, Field::kCodeOrNone, Field::kTextOrNone,
                          Field::kAnything};
constexpr auto kMember = {Field::kText, Field::kSmall, Field::kNumber, Field::kSmall,
                          Field::kTextOrNone};
// Its head, a size that is set later, and the name.
constexpr auto kDefinition = {Field::kNumber,      Field::kTypeOrNone, Field::kNone,
                              Field::kNone,        Field::kNone,       Field::kText,
                              Field::kTextOrNone,  Field::kNumber,     Field::kTableOrNone,
                              Field::kTableOrNone, Field::kCodeOrNone, Field::kCodeOrNone,
                              Field::kCodeOrNone};
constexpr auto kSpec = {Field::kText, Field::kNumber, Field::kNumber, Field::kSlots};
constexpr auto kType = {Field::kPositive,   Field::kTypeOrNone, Field::kNone,
                        Field::kText,       Field::kPositive,   Field::kNumber,
                        Field::kCodeOrNone, Field::kNumber,     Field::kCodeOrNone};
// _PyArg_Parser, as Argument Clinic writes it.
constexpr auto kParser = {Field::kTextOrNone,  Field::kNames,  Field::kTextOrNone,
                          Field::kTextOrNone,  Field::kNumber, Field::kNumber,
                          Field::kTableOrNone, Field::kNone,   Field::kNone};
constexpr std::uint64_t kTypeWords = 54;  // of 3.15; less before

Region Sized(std::uint64_t address, std::uint64_t words) {
  return {address, address + words * kWord, true};
}

// What a table leads to is read as CPython reads it, even where there are no rows.
void AddRows(const Image& image, std::initializer_list<Field> fields, std::uint64_t place,
             std::vector<Region>& regions) {
  const Image::Pointer* const pointer = image.PointerAt(place);
  const auto rows =
      pointer ? Reader(image).Rows(fields, pointer->address, 0) : std::optional<Region>();
  if (rows) regions.push_back(*rows);
}

std::vector<Region> Definition(const Image& image, std::uint64_t address) {
  constexpr std::uint64_t kMethods = 8 * kWord, kSlots = 9 * kWord;
  std::vector<Region> regions = {Sized(address, kDefinition.size())};
  AddRows(image, kMethod, address + kMethods, regions);
  AddRows(image, kSlot, address + kSlots, regions);
  return regions;
}

std::vector<Region> Spec(const Image& image, std::uint64_t address) {
  constexpr std::uint64_t kSpecSlots = 3 * kWord;
  std::vector<Region> regions = {Sized(address, kSpec.size())};
  AddRows(image, kSlot, address + kSpecSlots, regions);
  return regions;
}

std::vector<Region> Parser(const Image& image, std::uint64_t address) {
  std::vector<Region> regions = {Sized(address, kParser.size())};
  AddRows(image, {Field::kText}, address + kWord, regions);
  return regions;
}

}  // namespace

std::vector<Region> PythonTablesAt(const Image& image, std::uint64_t address) {
  const Reader reader(image);
  if (address % kWord != 0) return {};
  // No table, but in every library: __dso_handle, by which a library is told when it is closed.
  const Image::Pointer* const pointer = image.PointerAt(address);
  if (pointer && pointer->import.empty() && pointer->address == address)
    return {{address, address + kWord, true}};
  if (reader.Are(kDefinition, address)) return Definition(image, address);
  if (reader.Are(kParser, address)) return Parser(image, address);
  if (reader.Are(kType, address)) return {Sized(address, kTypeWords)};
  if (reader.Are(kSpec, address)) return Spec(image, address);
  for (const auto& fields : {kMethod, kGetSet, kMember}) {
    if (const auto rows = reader.Rows(fields, address)) return {*rows};
  }
  return {};
}

}  // namespace isograde
