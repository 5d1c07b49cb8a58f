#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "checklist/subject.h"
#include "evidence/object_probe.h"
#include "evidence/static_storage.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/state/static_changes.h"

namespace isograde {

namespace stages {
inline constexpr Stage kStatics{
    .id = "statics", .words = "reading its static variables", .optional = true};
}  // namespace stages

/// Watches the static variables of the target's libraries through an experiment: sends a
/// StaticChanges for each call of Note at which something had changed, and StaticNames where Tell
/// is called. Does nothing for a target that has no library of its own. Of a distribution, it
/// watches the libraries that are no modules.
class StaticRecorder {
 public:
  /// What there is in one interpreter, for several recorders to look at: taken stock of when it is
  /// first asked for.
  class Stock {
   public:
    const ObjectProbe& probe();
    const std::set<PyObject*>& types();

   private:
    std::optional<ObjectProbe> probe_;
    std::optional<std::set<PyObject*>> types_;
  };

  /// `wanted`: false for one that does nothing.
  StaticRecorder(const Subject& subject, bool wanted, Channel& channel);

  /// Before the first import: loads the library, without initialising the module.
  void Open();
  /// After a seat's interpreter has done something.
  void Note(const Seat& seat, StaticPhase phase, Stock& stock);
  /// Asks other interpreters what they say of strings and other values that their own one has
  /// nothing against, and gives names to what has changed since the last time, the first time to
  /// static types too. `seats`: all that live, the first of which has loaded the target.
  void Tell(std::span<const Seat> seats, Stock& stock);
  /// After the end of an interpreter that did what was noted: sends StaticLeftovers with names
  /// where there are any.
  void NoteEnd(int interpreter);

 private:
  // With where the variable is, of what type the object is, and whose work put it there.
  struct Held {
    StaticWord word;
    std::uintptr_t address;
    const PyTypeObject* type;
    int interpreter;
    StaticPhase phase;
  };

  void AskOthers(std::span<const Seat> seats);
  void NoteTypes(const Seat& seat, StaticNames& names, Stock& stock);
  void GiveNames(StaticNames names);
  StaticWord Describe(const StaticStorage::Change& change, const ObjectProbe& probe,
                      PyObject* module) const;
  int IndexOf(const TargetLibrary& library) const;

  Channel& channel_;
  bool watches_;
  StaticStorage storage_;
  std::vector<Held> harmless_;  ///< objects that their own interpreter has nothing against sharing
  std::vector<Held> owned_;     ///< objects that belong to one interpreter
  std::vector<std::pair<int, StaticPlace>> places_;  ///< to be named, with their library
  std::set<std::pair<int, StaticPlace>> named_;
  bool told_ = false;
};

}  // namespace isograde
