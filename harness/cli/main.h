#pragma once

#include <Python.h>

#include <string>
#include <vector>

#include "cli/options.h"

namespace isograde {

/// A command that is in one of isograde's libraries and not in the other: nullptr where it is not.
using Command = int(const Options& options, const std::string& package);

/// All of isograde behind its command line: to be called on the process's only thread, attached to
/// the main interpreter. Returns the exit code; never throws.
int Main(const std::vector<std::string>& arguments, const std::string& package, Command* bench);

/// The extension module's function main(arguments: list[str]) -> int. A RuntimeError in an
/// interpreter other than main, and while a call runs: the module can be loaded anywhere.
PyObject* RunMain(PyObject* module, PyObject* arguments, Command* bench);

}  // namespace isograde
