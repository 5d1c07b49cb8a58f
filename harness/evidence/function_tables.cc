#include "evidence/function_tables.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

const std::string kItem = "C function of ";

struct Place {
  const void* library = nullptr;  // where it is loaded
  std::string words;
};

Place PlaceOf(const void* address) {
  Dl_info found{};
  if (dladdr(address, &found) == 0 || !found.dli_fname) return {nullptr, "in no library"};
  const std::string_view path = found.dli_fname;
  const std::string_view library = path.substr(path.rfind('/') + 1);
  const bool is_named = found.dli_sname && found.dli_saddr == address;
  return {found.dli_fbase, is_named ? fmt::format("{} of {}", found.dli_sname, library)
                                    : fmt::format("a function of {}", library)};
}

Place PlaceOf(PyCFunction code) { return PlaceOf(reinterpret_cast<const void*>(code)); }

// Memory that libraries were loaded with, by where a piece begins: where it ends. What a table on
// the heap is when it is looked at again, nobody knows.
std::map<std::uintptr_t, std::uintptr_t> StaticStorage() {
  std::map<std::uintptr_t, std::uintptr_t> pieces;
  dl_iterate_phdr(
      [](dl_phdr_info* library, std::size_t, void* found) {
        for (int i = 0; i < library->dlpi_phnum; ++i) {
          const ElfW(Phdr)& piece = library->dlpi_phdr[i];
          if (piece.p_type != PT_LOAD || (piece.p_flags & PF_W) == 0) continue;
          const std::uintptr_t begin = library->dlpi_addr + piece.p_vaddr;
          (*static_cast<decltype(pieces)*>(found))[begin] = begin + piece.p_memsz;
        }
        return 0;
      },
      &pieces);
  return pieces;
}

bool IsWrittenInPython(PyObject* module) {
  const char* const file = PyModule_GetFilename(module);  // of what is built in there is none
  PyErr_Clear();
  return file && std::string_view(file).ends_with(".py");
}

}  // namespace

FunctionTables FunctionTables::Capture() {
  FunctionTables tables;
  tables.storage_ = StaticStorage();
  PyObject* const modules = PyImport_GetModuleDict();
  PyObject *name, *module;
  for (Py_ssize_t at = 0; PyDict_Next(modules, &at, &name, &module) != 0;) {
    if (PyUnicode_Check(name) && PyModule_CheckExact(module) && !IsWrittenInPython(module))
      tables.Note(TextOf(name), PyModule_GetDict(module), true);
  }
  return tables;
}

// Nothing of what is looked at is run.
void FunctionTables::Note(const std::string& holder, PyObject* dict, bool with_types) {
  PyObject *name, *value;
  for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &name, &value) != 0;) {
    if (!PyUnicode_Check(name)) continue;
    if (const PyMethodDef* const entry = cpython::MethodEntry(value)) {
      const auto piece = storage_.upper_bound(reinterpret_cast<std::uintptr_t>(entry));
      if (piece == storage_.begin() ||
          reinterpret_cast<std::uintptr_t>(entry) >= std::prev(piece)->second)
        continue;
      const auto [noted, is_new] = entries_.try_emplace(entry);
      if (is_new) noted->second = {holder + "." + TextOf(name), entry->ml_meth};
    } else if (with_types && Py_TYPE(value) == &PyType_Type) {
      // A copy, since the dict of a static type may be the interpreter's (3.12).
      const Reference proxy = Reference::Steal(PyObject_GetAttrString(value, "__dict__"));
      const Reference own = Reference::Steal(PyDict_New());
      if (proxy && own && PyDict_Update(own.get(), proxy.get()) == 0)
        Note(holder + "." + TextOf(name), own.get(), false);
      PyErr_Clear();
    }
  }
}

std::vector<StateChange> FunctionTables::TakeChanges() {
  std::vector<StateChange> found;
  exchanged_.clear();
  for (auto& [table, entry] : entries_) {
    if (table->ml_meth == entry.code) continue;
    const void* const home = PlaceOf(table).library;
    const PyCFunction before = std::exchange(entry.code, table->ml_meth);
    const Place was = PlaceOf(before);
    const Place is = PlaceOf(entry.code);
    if (!home || (was.library == home && is.library == home)) continue;
    found.push_back({.level = StateLevel::kProcess,
                     .item = kItem + entry.name,
                     .was = was.words,
                     .is = is.words});
    if (is.library == home) continue;
    exchanged_.push_back({entry.name, const_cast<PyMethodDef*>(table), before, entry.code});
  }
  return found;
}

bool FunctionTables::IsOfFunction(const StateChange& change) {
  return change.item.starts_with(kItem);
}

bool FunctionTables::Holds(std::uintptr_t address) const {
  return entries_.contains(
      reinterpret_cast<const PyMethodDef*>(address - offsetof(PyMethodDef, ml_meth)));
}

}  // namespace isograde
