// Breaks: deleted from sys.modules and imported again, it is another module object; after del and
// gc.collect() the module object is gone. It is pybind11_once_flag_with_object, repaired: what was
// made once per process is an attribute of the module. The rest is pybind11's, which keeps the
// module objects that it has made.
#include <pybind11/pybind11.h>

namespace py = pybind11;

PYBIND11_MODULE(pybind11_once_flag_with_object_repaired, module, py::mod_gil_not_used(),
                py::multiple_interpreters::per_interpreter_gil()) {
  module.attr("_origin") = py::make_tuple(py::float_(0.0), py::float_(0.0));
  module.def("origin", [module = py::handle(module)] { return module.attr("_origin"); });
}
