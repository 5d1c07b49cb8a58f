#pragma once

#include <Python.h>

#include <string>
#include <vector>

namespace isograde {

/// A chain of objects, each referring to the next, from a module on, as Python would write it where
/// it can: "shared.config['limits'][0]"; else by the type: "_x.Parser -> dict -> list". To be
/// called in the objects' own interpreter.
std::string DescribePath(const std::vector<PyObject*>& chain);

}  // namespace isograde
