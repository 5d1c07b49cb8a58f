#include "suites/loading/control_imports.h"

#include <fmt/format.h>

#include "checklist/innocent.h"
#include "sandbox/program.h"

namespace isograde {
namespace {

std::string Quoted(const std::string& text) {
  std::string literal = "b'";
  for (const char c : text) literal += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return literal + "'.decode()";
}

// By importlib's own parts: importlib.util would be one module more.
constexpr const char* kImport = R"(
def isograde_import(name, path):
    import sys
    if name in sys.modules:
        return
    if not path:
        return __import__(name)
    external = sys.modules['_frozen_importlib_external']
    loader = external.ExtensionFileLoader(name, path)
    spec = external.spec_from_file_location(name, path, loader=loader)
    sys.modules['_frozen_importlib']._load(spec)

isograde_raised = None
for isograde_name, isograde_path in isograde_imports:
    try:
        isograde_import(isograde_name, isograde_path)
    except BaseException as isograde_error:
        isograde_raised = isograde_raised or isograde_error
)";

}  // namespace

std::string ImportsOf(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string code = "isograde_imports = [";
  for (const std::string& name : names) {
    const std::string path = FindInnocent(name) ? ProgramPath("_innocents.abi3.so") : "";
    code += fmt::format("({}, {}), ", Quoted(name), Quoted(path));
  }
  return code + "]" + kImport;
}

}  // namespace isograde
