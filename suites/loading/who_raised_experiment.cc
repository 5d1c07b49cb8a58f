#include <Python.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "checklist/situation.h"
#include "interpreter/evaluate.h"
#include "suites/experiments/cast.h"

namespace isograde {
namespace {

// A probe: nothing that the target is charged with, whatever comes of it.
constexpr Stage kWho{.id = "who-raised", .words = "finding out who raised what its import raises"};

// Which extension modules fail to be created or executed, swallowed or not, shows where importlib
// calls for both (`_imp`, looked up at each call from 3.8 to 3.15). Equal words show nothing: the
// guards of Cython, PyO3 and pybind11 say the same in every module.
constexpr const char* kWatch = R"(
import sys
isograde_imp = sys.modules['_imp']
isograde_open, isograde_failed = [], []

def isograde_watch(name):
    original = getattr(isograde_imp, name)
    def watched(what, *more):
        isograde_open.append(what.name if 'create' in name else what.__spec__.name)
        try:
            return original(what, *more)
        except BaseException as error:
            isograde_failed.append((isograde_open[-1], error, tuple(isograde_open[:-1])))
            raise
        finally:
            isograde_open.pop()
    setattr(isograde_imp, name, watched)

for isograde_name in ('create_dynamic', 'exec_dynamic', 'create_builtin', 'exec_builtin'):
    isograde_watch(isograde_name)

def isograde_chain(error):
    found = []
    while error is not None and all(error is not one for one in found):
        found.append(error)
        error = error.__cause__ or error.__context__
    return found

def isograde_names(text, module):
    words = ''.join(c if c.isalnum() or c == '_' else ' ' for c in text).split()
    last = module.rpartition('.')[2]
    return any(word in words for word in (last, last.lstrip('_'), module.partition('.')[0]))

def isograde_is_own(name):
    return any(name == package or name.startswith(package + '.') for package in isograde_packages)

# (module, exception): who raised first what came out of importing that.
def isograde_who(target, error):
    is_own = isograde_is_own
    chain = isograde_chain(error)
    for name, raised, within in isograde_failed:
        if not any(raised is one for one in chain):
            continue
        if is_own(name):
            # Its C code may have put words of its own in the place of what a module raised that it
            # wanted: it names it then.
            for other, cause, around in isograde_failed:
                if name in around and not is_own(other) and isograde_names(str(raised), other):
                    return other, cause
        return name, raised
    frame = chain[-1].__traceback__
    name = target
    while frame is not None:
        module = frame.tb_frame.f_globals.get('__name__', '')
        if module and not module.startswith(('importlib.', '_frozen_importlib', 'isograde')):
            name = module
        frame = frame.tb_next
    return name, chain[-1]

# The first of its roots that does not load, or of its members that these do without: its name and what it raised.
def isograde_import(names):
    for name in names:
        try:
            __import__(name)
        except BaseException as error:
            return name, error
)";

class Inquiry {
 public:
  Inquiry(const Subject& subject, Channel& channel) : subject_(subject), channel_(channel) {}

  // Until somebody raises.
  void Ask(std::span<Seat> seats) {
    for (Seat& seat : seats) {
      channel_.Begin(kWho, seat.index);
      const auto who = seat.interpreter->Run([&] { return WhoRaisedIn(seat); });
      if (!who) continue;
      channel_.Observe(*who);
      return;
    }
  }

 private:
  std::optional<WhoRaised> WhoRaisedIn(const Seat& seat) {
    const Target& target = subject_.target;
    auto& names = *new Namespace;  // what it watches lives as long as the interpreter
    names.Execute(kWatch);
    std::vector<std::string> wanted = RootsOf(target);
    for (const Target& member : LoadedMembers(target)) wanted.push_back(member.name);
    SetList(names, "isograde_names_wanted", wanted);
    SetList(names, "isograde_packages",
            target.kind == TargetKind::kDistribution
                ? target.packages
                : std::vector<std::string>{target.name.substr(0, target.name.find('.'))});
    const Reference raised = names.Evaluate("isograde_import(isograde_names_wanted)");
    if (!raised || raised.get() == Py_None) {
      PyErr_Clear();
      return std::nullopt;
    }
    names.Set("isograde_error", raised.get());
    const Reference who = names.Evaluate("isograde_who(*isograde_error)");
    if (!who) throw HarnessError("who raised was not found out: " + Text(TakeRaised()));
    const std::string module = TextOf(PyTuple_GetItem(who.get(), 0));
    return WhoRaised{.interpreter = seat.index,
                     .raised = Describe(PyTuple_GetItem(raised.get(), 1)),
                     .module = module,
                     .is_own = ComesWith(target, module),
                     .cause = Describe(PyTuple_GetItem(who.get(), 1))};
  }

  static void SetList(Namespace& names, const char* name, const std::vector<std::string>& texts) {
    const Reference list = Reference::Steal(PyList_New(0));
    for (const std::string& text : texts) {
      const Reference one = Reference::Steal(
          PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())));
      if (one) PyList_Append(list.get(), one.get());
    }
    names.Set(name, list.get());
  }

  const Subject& subject_;
  Channel& channel_;
};

// Further interpreters import it, first where main has not, then where it has.
void RunWhoRaised(const Subject& subject, InterpreterConfig config, const Effort&,
                  Channel& channel) {
  constexpr int kEach = 2;
  auto& cast = *new Cast(subject, false, channel);
  Inquiry inquiry(subject, channel);
  cast.Create(config, 2 * kEach);
  inquiry.Ask(cast.others().first(kEach));
  channel.Begin(kWho, 0);
  cast.Load(cast.main());
  inquiry.Ask(cast.others().subspan(kEach));
}

// Other than by CPython's check of the target itself
// (_PyImport_CheckSubinterpIncompatibleExtension- Allowed in import.c), which leaves nothing to
// ask.
bool Failed(const Record& record, const Target& target) {
  std::set<std::string> turned_away;
  const auto add = [&](const std::string& module) {
    turned_away.insert(
        fmt::format("module {} does not support loading in subinterpreters", module));
  };
  add(target.name);
  for (const Target& member : LoadedMembers(target)) add(member.name);
  // Of a distribution, those of its members too.
  const auto outcomes = record.All<ImportOutcome>();
  return std::any_of(outcomes.begin(), outcomes.end(), [&](const ImportOutcome& outcome) {
    return outcome.interpreter > 0 && !outcome.loaded &&
           !turned_away.contains(outcome.raised.message);
  });
}

// Where it did not load in some further interpreter.
Decision WhereItFails(const Situation& situation) {
  // What does not count there has a reason in the other configs; importing a package is dear.
  if (situation.target.kind == TargetKind::kDistribution &&
      situation.config == InterpreterConfig::kOverride)
    return Decision::kLeaveOut;
  const Record* const first = situation.seen(*situation.config, experiments::kMainFirst);
  const Record* const last = situation.seen(*situation.config, experiments::kMainLast);
  if (!first || !last) return Decision::kWait;
  const Target& target = situation.target;
  return Failed(*first, target) || Failed(*last, target) ? Decision::kRun : Decision::kLeaveOut;
}

ISOGRADE_EXPERIMENT({.id = "who-raised",
                     .words = "where it does not load: new interpreters import it again, with an "
                              "eye on who raises: it, or what it imports",
                     .stages = {stages::kCreate, kWho},
                     .run = RunWhoRaised,
                     .when = WhereItFails,
                     .place = 35,
                     .basic = true,
                     .probe = true});

}  // namespace
}  // namespace isograde
