#pragma once

#include <Python.h>

#include <string>

#include "evidence/object_probe.h"
#include "evidence/static_storage.h"

namespace isograde {

/// What a word of static storage is a part of, told without debug information, by its looks and its
/// surroundings: "module definition", "static type", "argument parser"; empty: nothing that is
/// known. `object`: that it refers to, or nullptr. To be called in the interpreter that `module`
/// was imported in.
std::string ShapeOf(const StaticStorage::Change& change, PyObject* object, PyObject* module,
                    const ObjectProbe& probe);

}  // namespace isograde
