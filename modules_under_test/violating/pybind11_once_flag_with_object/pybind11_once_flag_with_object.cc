// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// std::call_once makes a py::object, and every interpreter gets the first one's. Resembles the
// recipe for caching imports that was in pybind11's own documentation.
#include <pybind11/pybind11.h>

#include <mutex>

namespace py = pybind11;

namespace {

std::once_flag origin_is_made;
py::object* origin = nullptr;

py::object Origin() {
  std::call_once(origin_is_made,
                 [] { origin = new py::object(py::make_tuple(py::float_(0.0), py::float_(0.0))); });
  return *origin;
}

py::object last_point;

}  // namespace

PYBIND11_MODULE(pybind11_once_flag_with_object, module,
                py::multiple_interpreters::per_interpreter_gil()) {
  module.def("origin", [] {
    if (!last_point) last_point = Origin();
    return last_point;
  });
}
