#include "elf/symbols.h"

#include <algorithm>

#include "base/file_name.h"
#include "elf/places_in_order.h"

namespace isograde {

std::vector<SymbolAt> SymbolsAt(const LibraryFile& library, std::span<const StaticPlace> places) {
  std::vector<SymbolAt> found(places.size());
  const PlacesInOrder order(places);
  std::string file;
  const int count = dwfl_module_getsymtab(library.module());
  for (int index = 1; index < count; ++index) {
    GElf_Sym symbol;
    GElf_Addr value = 0;
    const char* const name = dwfl_module_getsym_info(library.module(), index, &symbol, &value,
                                                     nullptr, nullptr, nullptr);
    if (!name) continue;
    const int type = GELF_ST_TYPE(symbol.st_info);
    // Local symbols stand behind the file that they are of.
    if (type == STT_FILE) file = FileName(name);
    if (type != STT_OBJECT && type != STT_TLS) continue;
    const bool is_local = GELF_ST_BIND(symbol.st_info) == STB_LOCAL;
    const StaticPlace begin{type == STT_TLS ? symbol.st_value : value - library.bias(),
                            type == STT_TLS};
    const GElf_Xword size = std::max<GElf_Xword>(symbol.st_size, 1);
    order.EachIn(begin, size, [&](std::size_t i, std::uint64_t) {
      if (found[i].name.empty())
        found[i] = {name, is_local ? file : "", begin.address, symbol.st_size};
    });
  }
  return found;
}

}  // namespace isograde
