#include "suites/concurrency/callback_experiment.h"

#include <Python.h>
#include <unistd.h>

#include <atomic>

#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "checklist/situation.h"
#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"
#include "suites/concurrency/crew.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(CallbackOutcome, interpreter, times, elsewhere, ran_in, raised, declined,
                     trouble, was_found);
namespace {

std::atomic<int> times{0};
std::atomic<std::int64_t> home{-1};
std::atomic<int> elsewhere{0};
std::atomic<std::int64_t> stranger{-1};

// Called on whatever thread, in whatever interpreter the module has made current.
PyObject* NoteWhere(PyObject*, PyObject*) {
  ++times;
  const std::int64_t here = cpython::CurrentInterpreterId();
  if (here != home) {
    ++elsewhere;
    stranger = here;
  }
  return Reference::Borrow(Py_None).release();
}

PyMethodDef definition = {"isograde_callback", NoteWhere, METH_VARARGS, nullptr};

// Main and one further interpreter import the target; the recipe's call, which has it
// call back from a thread of its own, is made in the further one.
void RunCallback(const Subject& subject, InterpreterConfig config, const Effort&,
                 Channel& channel) {
  if (subject.recipe.callback.empty()) return;
  auto& cast = *new Cast(subject, false, channel);
  channel.Begin(stages::kImport, 0);
  cast.Load(cast.main());
  cast.Create(config, 1);
  Seat& seat = cast.others().front();
  channel.Begin(stages::kImport, 1);
  const RaisedException raised = cast.Load(seat);
  CallbackOutcome outcome{.interpreter = seat.index};
  outcome.was_found =
      subject.recipe.called && subject.recipe.called->callback == subject.recipe.callback;
  if (!seat.loaded()) outcome.trouble = "importing it raised " + Text(raised);
  if (seat.setup_raised) outcome.trouble = "the recipe's setup raised " + Text(seat.setup_raised);
  if (outcome.trouble.empty()) {
    channel.Begin(stages::kCallback, seat.index, subject.recipe.callback);
    seat.interpreter->Run([&] {
      home = seat.interpreter->id();
      const Reference callback = Reference::Steal(PyCFunction_NewEx(&definition, nullptr, nullptr));
      seat.names->Set("callback", callback.get());
      const UseOutcome made =
          TryUse(subject.recipe, seat, subject.recipe.callback, {CallPhase::kMainFirst});
      outcome.raised = made.raised;
      outcome.declined = made.declined;
      // It may come a moment later.
      constexpr int kTries = 100;
      constexpr useconds_t kPause = 5'000;
      const Detached waiting;
      for (int left = kTries; left > 0 && times == 0 && !made.raised; --left) usleep(kPause);
    });
  }
  outcome.times = times;
  outcome.elsewhere = elsewhere;
  if (elsewhere > 0)
    outcome.ran_in = stranger == 0 ? "the main interpreter"
                                   : "the interpreter of id " + std::to_string(stranger.load());
  channel.Observe(outcome);
}

ISOGRADE_EXPERIMENT({.id = experiments::kCallback,
                     .words = "main and a new interpreter import it; it calls back from a thread "
                              "of its own",
                     .stages = {stages::kCreate, stages::kImport, stages::kCallback},
                     .run = RunCallback,
                     .when = WhereItLoads,
                     .place = 110});

}  // namespace
}  // namespace isograde
