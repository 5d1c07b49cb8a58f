#include "target/installed.h"

#include "base/error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "sandbox/child_pool.h"

namespace isograde {

/// One of them, as a child sends it.
struct InstalledOne {
  static constexpr const char* kName = "installed";
  Installed installed;
};
ISOGRADE_JSON(InstalledOne);

ISOGRADE_JSON_FIELDS(Installed, name, key, version, extension_files, tops, needs, problem);
ISOGRADE_JSON_FIELDS(InstalledOne, installed);

namespace {

// In a child.
void List(Channel& channel) {
  const Reference module = Reference::Steal(PyImport_ImportModule("isograde._distributions"));
  const Reference found =
      Reference::Steal(module ? PyObject_CallMethod(module.get(), "listing", nullptr) : nullptr);
  while (found) {
    const Reference text = Reference::Steal(PyIter_Next(found.get()));
    if (!text) break;
    channel.Observe(InstalledOne{nlohmann::json::parse(TextOf(text.get())).get<Installed>()});
  }
  if (PyErr_Occurred()) throw HarnessError("isograde._distributions: " + Text(TakeRaised()));
}

}  // namespace

std::vector<Installed> ListInstalled(const Limits& limits) {
  ChildPool pool(1, limits);
  pool.Queue("installed", List);
  const Record& record = pool.Wait("installed");
  if (!record.complete())
    throw HarnessError("listing the distributions: " + (record.harness_error.empty()
                                                            ? DescribeEnding(record)
                                                            : record.harness_error));
  std::vector<Installed> installed;
  for (InstalledOne& one : record.All<InstalledOne>())
    installed.push_back(std::move(one.installed));
  return installed;
}

}  // namespace isograde
