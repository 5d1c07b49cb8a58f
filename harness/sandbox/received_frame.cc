#include "sandbox/received_frame.h"

#include <string>
#include <utility>

#include "base/error.h"
#include "base/json_text.h"
#include "base/visible.h"

namespace isograde {

void AddFrame(nlohmann::json&& frame, Record& record, bool& closed) {
  if (!MakeNumbersFit(frame)) throw HarnessError("a number that is none");
  if (frame.contains("observation")) {
    if (!IsObservation(frame["observation"].get<std::string>(), frame.at("data")))
      throw HarnessError("no observation");
    MakeVisible(frame["data"]);
    record.observations.AddJson(std::move(frame));
  } else if (frame.contains("harness_error")) {
    record.harness_error = frame["harness_error"].get<std::string>();
  } else {
    // One that initialises Python again and again says so each time.
    closed = frame.at("closing").get<bool>();
  }
}

}  // namespace isograde
