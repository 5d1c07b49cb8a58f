#include "testing/in_child.h"

#include <gtest/gtest.h>

#include "sandbox/child_pool.h"

namespace isograde {

void to_json(nlohmann::json& json, const Note& note) { json = note.value; }
void from_json(const nlohmann::json& json, Note& note) { note.value = json; }

Record RunInChild(const Child::Body& body, const Limits& limits) {
  ChildPool pool(1, limits);
  pool.Queue("body", body);
  return pool.Wait("body");
}

nlohmann::json AskInChild(const std::function<nlohmann::json()>& function) {
  const Record record = RunInChild([&](Channel& channel) { channel.Observe(Note{function()}); });
  const auto note = record.First<Note>();
  if (record.complete() && note) return note->value;
  ADD_FAILURE() << "the child " << DescribeEnding(record) << record.harness_error << "\n"
                << record.output;
  return nullptr;
}

}  // namespace isograde
