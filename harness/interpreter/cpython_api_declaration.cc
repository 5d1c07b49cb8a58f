// What a module declares: its definition (PEP 489), or its export array (PEP 793).

#include <dlfcn.h>

#include <algorithm>

#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"

namespace isograde::cpython {
namespace {

// Slot ids of a module definition. 3.15 gave the module slots new numbers (PEP 820) and still takes
// the old ones.
constexpr int kInterpretersSlot = 3, kGilSlot = 4;
bool IsInterpretersSlot(int id) { return id == kInterpretersSlot || id == 86; }
bool IsGilSlot(int id) { return id == kGilSlot || id == 87; }

// Py_MOD_PER_INTERPRETER_GIL_SUPPORTED, Py_MOD_GIL_NOT_USED.
void* const kPerInterpreterGil = reinterpret_cast<void*>(2);
void* const kGilNotUsed = reinterpret_cast<void*>(1);

void ApplySlot(int id, std::uintptr_t value, ModuleDeclaration& declaration) {
  if (IsInterpretersSlot(id)) {
    declaration.multiple_interpreters =
        value == 0 ? "not_supported" : (value == 1 ? "supported" : "per_interpreter_gil");
  } else if (IsGilSlot(id)) {
    declaration.gil = value == 0 ? "used" : "not_used";
  }
}

// PySlot of 3.15 (PEP 820): the element of the array that PyModExport_<name> returns.
struct PySlot {
  std::uint16_t id;
  std::uint16_t flags;
  std::uint32_t reserved;
  std::uintptr_t value;
};

void ApplyExportSlots(const PySlot* slots, ModuleDeclaration& declaration) {
  constexpr int kSubslots = 92, kDefinitionSlots = 94, kStateSize = 102, kTraverse = 104,
                kClear = 105, kFree = 106;
  for (; slots && slots->id != 0; ++slots) {
    switch (slots->id) {
      case kSubslots:
        ApplyExportSlots(reinterpret_cast<const PySlot*>(slots->value), declaration);
        break;
      case kDefinitionSlots:
        for (auto* old = reinterpret_cast<const PyModuleDef_Slot*>(slots->value); old && old->slot;
             ++old) {
          ApplySlot(old->slot, reinterpret_cast<std::uintptr_t>(old->value), declaration);
        }
        break;
      case kStateSize:
        declaration.state_size = static_cast<std::int64_t>(slots->value);
        break;
      case kTraverse:
        declaration.has_traverse = slots->value != 0;
        break;
      case kClear:
        declaration.has_clear = slots->value != 0;
        break;
      case kFree:
        declaration.has_free = slots->value != 0;
        break;
      default:
        ApplySlot(slots->id, slots->value, declaration);
    }
  }
}

const PySlot* ExportSlots(const std::string& name, const std::string& file) {
  if (!AtLeast(3, 15)) return nullptr;
  const std::string hook = InitFunctions(name).back();
  void* library = file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  void* found = dlsym(library ? library : RTLD_DEFAULT, hook.c_str());
  if (library) dlclose(library);
  return found ? reinterpret_cast<const PySlot* (*)()>(found)() : nullptr;
}

// As symbols can be written: names beyond ASCII in Punycode, with underscores for hyphens.
std::string SymbolName(const std::string& name) {
  const Reference text = Reference::Steal(PyUnicode_FromString(name.c_str()));
  const Reference bytes =
      Reference::Steal(text ? PyUnicode_AsEncodedString(text.get(), "punycode", nullptr) : nullptr);
  PyErr_Clear();
  std::string symbol = bytes ? PyBytes_AsString(bytes.get()) : name;
  std::replace(symbol.begin(), symbol.end(), '-', '_');
  return symbol;
}

// Whether a definition without slots, which may be of either kind, is of a single-phase module
// (PEP 3121). Only those may have no size; and in theirs CPython notes how it gets another one: by
// the init function, or by a copy of the first one's dict.
bool IsSinglePhase(const PyModuleDef& definition) {
  const PyModuleDef_Base& base = definition.m_base;
  return definition.m_size < 0 || base.m_init || base.m_copy;
}

}  // namespace

PyModuleDef_Slot* OwnGilSlots() {
  static PyModuleDef_Slot all[] = {
      {kInterpretersSlot, kPerInterpreterGil}, {kGilSlot, kGilNotUsed}, {0, nullptr}};
  static PyModuleDef_Slot interpreters[] = {{kInterpretersSlot, kPerInterpreterGil}, {0, nullptr}};
  static PyModuleDef_Slot none[] = {{0, nullptr}};
  if (AtLeast(3, 13)) return all;
  return AtLeast(3, 12) ? interpreters : none;
}

std::vector<std::string> InitFunctions(const std::string& name) {
  const std::string last = name.substr(name.rfind('.') + 1);
  const bool is_ascii =
      std::all_of(last.begin(), last.end(), [](unsigned char letter) { return letter < 0x80; });
  if (is_ascii) return {"PyInit_" + last, "PyModExport_" + last};
  const std::string symbol = SymbolName(last);
  return {"PyInitU_" + symbol, "PyModExportU_" + symbol};
}

ModuleDeclaration ReadDeclaration(PyObject* module, const std::string& name,
                                  const std::string& file) {
  ModuleDeclaration declaration;
  if (!PyObject_TypeCheck(module, &PyModule_Type)) return declaration;
  const PyModuleDef* definition = PyModule_GetDef(module);
  PyErr_Clear();
  if (!definition) {
    const PySlot* slots = ExportSlots(name, file);
    if (!slots) return declaration;
    declaration = {.init = "export",
                   .multiple_interpreters = "unspecified",
                   .gil = "unspecified",
                   .state_size = 0};
    ApplyExportSlots(slots, declaration);
    return declaration;
  }
  const bool single = !definition->m_slots && IsSinglePhase(*definition);
  declaration = {.init = single ? "single-phase" : "multi-phase",
                 .multiple_interpreters = "unspecified",
                 .gil = "unspecified",
                 .state_size = definition->m_size,
                 .has_traverse = definition->m_traverse != nullptr,
                 .has_clear = definition->m_clear != nullptr,
                 .has_free = definition->m_free != nullptr};
  for (const PyModuleDef_Slot* slot = definition->m_slots; slot && slot->slot; ++slot) {
    ApplySlot(slot->slot, reinterpret_cast<std::uintptr_t>(slot->value), declaration);
  }
  return declaration;
}

}  // namespace isograde::cpython
