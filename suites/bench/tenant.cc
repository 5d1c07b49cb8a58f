#include "suites/bench/tenant.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bench/measurement.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

Tenant::Tenant(const Load& load, Interpreter interpreter)
    : load_(&load),
      place_(new Place{std::move(interpreter), std::vector<Seat>(load.subjects.size())}) {
  for (Seat& seat : place_->seats) seat.interpreter = &place_->interpreter;
}

Tenant Tenant::InMain(const Load& load) { return {load, Interpreter::Main()}; }

Tenant Tenant::Of(const Load& load, Interpreter interpreter,
                  const std::vector<std::string>& search_path) {
  Tenant tenant(load, std::move(interpreter));
  tenant.interpreter().Run([&] { SetSearchPath(search_path); });
  return tenant;
}

Tenant Tenant::Create(const Load& load, InterpreterConfig config,
                      const std::vector<std::string>& search_path) {
  return Of(load, Interpreter::Create(config), search_path);
}

void Tenant::Import() {
  interpreter().Run([&] {
    for (std::size_t i = 0; i < place_->seats.size(); ++i) {
      const std::string& name = load_->subjects[i].target.name;
      Py_DecRef(std::exchange(place_->seats[i].module, PyImport_ImportModule(name.c_str())));
      if (!place_->seats[i].module)
        throw CannotMeasure(fmt::format("{} does not load: {}", name, Text(TakeRaised())));
    }
  });
}

void Tenant::Prepare() {
  for (std::size_t i = 0; i < place_->seats.size(); ++i) {
    PrepareCalls(load_->subjects[i], place_->seats[i]);
    if (const RaisedException& raised = place_->seats[i].setup_raised)
      throw CannotMeasure(fmt::format("the recipe's setup of {} raises {}",
                                      load_->subjects[i].target.name, Text(raised)));
  }
}

void Tenant::Use() {
  interpreter().Run([&] {
    for (std::size_t i = 0; i < place_->seats.size(); ++i) {
      const std::string& exercise = load_->subjects[i].recipe.exercise;
      if (exercise.empty()) continue;
      const Reference value = place_->seats[i].names->Evaluate(exercise);
      if (!value) throw CannotMeasure(fmt::format("`{}` raises {}", exercise, Text(TakeRaised())));
    }
  });
}

void Tenant::Drop() {
  interpreter().Run([&] {
    for (std::size_t i = 0; i < place_->seats.size(); ++i) {
      DropFromModules(load_->subjects[i].target.name);
      place_->dropped.push_back(std::exchange(place_->seats[i].module, nullptr));
    }
  });
}

void Tenant::Leave() {
  for (Seat& seat : place_->seats) isograde::Leave(seat);
  interpreter().Run([&] {
    for (PyObject* const module : std::exchange(place_->dropped, {})) Py_DecRef(module);
  });
}

void Tenant::End() {
  place_->interpreter.End();
  delete place_.release();
}

}  // namespace isograde
