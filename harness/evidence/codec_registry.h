#pragma once

#include <Python.h>

namespace isograde {

/// The codec registry of one interpreter. No function of CPython hands it out, but the collector
/// does: they are the list and the dict that hold what every interpreter registers first.
///
/// Borrowed: valid as long as the interpreter lives, which makes them at its start and never puts
/// others in their place.
struct CodecRegistry {
  PyObject* search_functions = nullptr;  ///< list, by codecs.register; null: not found
  PyObject* error_handlers = nullptr;    ///< dict, by codecs.register_error; null: not found
};

/// Of the current interpreter. Walks all that its collector knows: to be called once for each.
CodecRegistry FindCodecRegistry();

}  // namespace isograde
