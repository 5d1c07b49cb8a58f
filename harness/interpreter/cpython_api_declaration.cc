// What a module declares: its definition (PEP 489), or its export array (PEP 793).

#include <dlfcn.h>

#include "interpreter/cpython_api.h"

namespace isograde::cpython {
namespace {

// Slot ids of a module definition. 3.15 gave the module slots new numbers (PEP 820) and still takes
// the old ones.
bool IsInterpretersSlot(int id) { return id == 3 || id == 86; }
bool IsGilSlot(int id) { return id == 4 || id == 87; }

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
  const std::string hook = "PyModExport_" + name.substr(name.rfind('.') + 1);
  void* library = file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  void* found = dlsym(library ? library : RTLD_DEFAULT, hook.c_str());
  if (library) dlclose(library);
  return found ? reinterpret_cast<const PySlot* (*)()>(found)() : nullptr;
}

}  // namespace

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
  // A definition without slots may be of either kind; only a single-phase module is found
  // interpreter-wide by it (PEP 3121).
  const bool single =
      !definition->m_slots && PyState_FindModule(const_cast<PyModuleDef*>(definition)) != nullptr;
  PyErr_Clear();
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
