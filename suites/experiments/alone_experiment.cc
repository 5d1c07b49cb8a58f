#include <deque>

#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "interpreter/cpython_api.h"
#include "suites/c_api/api_recorder.h"
#include "suites/declaration/declaration_recorder.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/experiments/looks.h"
#include "suites/experiments/members.h"
#include "suites/identity/call_results.h"
#include "suites/identity/probe_recorders.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/identity/share_recorder.h"

namespace isograde {
namespace {

// The target in the main interpreter and no other: what it declares, and how it behaves when there
// is nobody to share with. What goes wrong here is no matter of isolation.
void RunAlone(const Subject& subject, InterpreterConfig, const Effort& effort, Channel& channel) {
  auto& cast = *new Cast(subject, true, channel);
  // As main-first does: with a hook, sys.audit() looks at its arguments, and what calls give is
  // compared.
  cpython::WatchAuditHooks();
  for (const RecipeFault& fault : subject.recipe.faults) channel.Observe(fault);
  if (subject.recipe.called) channel.Observe(*subject.recipe.called);
  const bool reads_api = effort.Reads(stages::kCApi);
  auto& api = *new std::deque<ApiRecorder>;
  EachMember(subject, {}, channel,
             [&](const Subject& one, auto) { api.emplace_back(one, reads_api, channel); });
  cast.Import(cast.main());
  channel.Finish(stages::kImport);
  if (!cast.main().loaded()) return;
  RecordDeclarations(subject, cast.main(), channel);
  auto next = api.begin();
  EachMember(subject, cast.all(), channel, [&](const Subject&, std::span<const Seat> seats) {
    if (seats.front().loaded()) next->Tell(seats.front());
    ++next;
  });
  channel.Finish(stages::kCApi);
  RecordMistakes(subject, cast.main(), channel);
  RecordRaises(subject, cast.all(), {CallPhase::kAlone}, channel);
  channel.Finish(stages::kRaise);
  LookAtObjects(subject, cast.all(), channel);
  RecordUses(subject, cast.all(), {CallPhase::kAlone}, channel);
  RecordCurrent(subject, cast.main(), channel);
  channel.Finish(stages::kUse);
  // Last, because other modules may go on with what it was before.
  RecordSecondImport(subject, cast.main(), cast.import(), channel);
  RecordApart(subject, channel);
}

ISOGRADE_EXPERIMENT({.id = experiments::kAlone,
                     .words = "the target in the main interpreter and no other: what it declares, "
                              "the recipe's calls",
                     .stages = {stages::kImport, stages::kRetry, stages::kSetup, stages::kDeclare,
                                stages::kCApi, stages::kRaise, stages::kWalk, stages::kAttributes,
                                stages::kSubclass, stages::kUse, stages::kReimport},
                     .run = RunAlone,
                     .place = 10,
                     .basic = true,
                     .config_independent = true});

}  // namespace
}  // namespace isograde
