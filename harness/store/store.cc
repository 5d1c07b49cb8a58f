#include "store/store.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/json_text.h"
#include "base/user_cache.h"
#include "base/version.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "sandbox/channel.h"
#include "store/build_id.h"
#include "store/store_files.h"

namespace isograde {

/// What isograde._contents finds of one entry.
struct Looked {
  static constexpr const char* kName = "looked-up";
  std::string path;
  std::string change;
};
ISOGRADE_JSON(Looked);

namespace {

constexpr const char* kLayout = "1";
constexpr const char* kContents = "contents";
constexpr const char* kLookUp = "looking up what is stored";

std::string KindOf(const char* what, const std::string& options) {
  return fmt::format("{}-{}", what, Checksum(options));
}

// In a child.
void FindChanges(const std::vector<std::string>& paths, Channel& channel) {
  const Reference module = Reference::Steal(PyImport_ImportModule("isograde._contents"));
  const Reference list = Reference::Steal(PyList_New(0));
  for (const std::string& path : paths) {
    const Reference text = Reference::Steal(PyUnicode_DecodeFSDefault(path.c_str()));
    if (text) PyList_Append(list.get(), text.get());
  }
  const Reference found = Reference::Steal(
      module ? PyObject_CallMethod(module.get(), "changes", "O", list.get()) : nullptr);
  while (found) {
    const Reference text = Reference::Steal(PyIter_Next(found.get()));
    if (!text) break;
    const auto json = nlohmann::json::parse(TextOf(text.get()));
    channel.Observe(Looked{json.at("path"), json.at("change")});
  }
  if (PyErr_Occurred()) throw HarnessError("isograde._contents: " + Text(TakeRaised()));
}

}  // namespace

ISOGRADE_JSON_FIELDS(Looked, path, change);

Store::Store(std::string folder) : folder_(std::move(folder)) {
  if (folder_.empty()) return;
  build_ = fmt::format("{} | {}", kVersion, BuildIds());
  identity_ = fmt::format("{} | {} | {}", build_, SysText("prefix"), SysText("executable"));
}

std::string Store::PathOf(const std::string& name, const char* kind) const {
  const std::string key = Checksum(identity_ + "\n" + name);
  return fmt::format("{}/{}/{}/{}.{}", folder_, kLayout, key.substr(0, 2), key, kind);
}

std::optional<Entry> Store::Read(const std::string& name, const char* kind) const {
  if (folder_.empty()) return std::nullopt;
  std::optional<Entry> entry = ReadEntry(PathOf(name, kind));
  if (entry &&
      (entry->head.value("name", "") != name || entry->head.value("identity", "") != identity_))
    return std::nullopt;
  return entry;
}

void Store::Write(const std::string& name, const char* kind, Entry entry) {
  entry.head["name"] = name;
  entry.head["identity"] = identity_;
  try {
    WriteEntry(PathOf(name, kind), std::move(entry));
  } catch (const HarnessError& error) {
    if (problem_.empty()) problem_ = error.what();
  }
}

void Store::LookUp(ChildPool& pool, const std::vector<std::string>& names) {
  std::map<std::string, std::string> by_path;
  for (const std::string& name : names) {
    const std::optional<Entry> entry = Read(name, kContents);
    if (!entry) continue;
    try {
      known_[name] = {.target = entry->head.at("target").get<Target>(),
                      .token = Checksum(entry->body),
                      .change = "it could not be looked up"};
      by_path[PathOf(name, kContents)] = name;
    } catch (const nlohmann::json::exception&) {
      continue;  // of another layout
    }
  }
  if (by_path.empty()) return;
  std::vector<std::string> paths;
  for (const auto& [path, name] : by_path) paths.push_back(path);
  pool.Queue(kLookUp, [paths](Channel& channel) { FindChanges(paths, channel); });
  for (const Looked& looked : pool.Wait(kLookUp).All<Looked>())
    known_[by_path.at(looked.path)].change = looked.change;
}

const Store::Known* Store::Find(const std::string& name) const {
  const auto found = known_.find(name);
  return found == known_.end() ? nullptr : &found->second;
}

bool Store::Holds(const std::string& name) const {
  const Known* const known = Find(name);
  return known && known->holds();
}

void Store::Begin(const std::string& name, const Target& target, const std::string& contents) {
  if (folder_.empty()) return;
  known_[name] = {.target = target, .token = Checksum(contents), .change = {}};
  Write(name, kContents, {.head = {{"target", target}}, .body = contents});
}

Store::Records Store::RecordsOf(const std::string& name, const std::string& options) const {
  const Known* const known = Find(name);
  if (!known || !known->holds()) return {};
  const std::optional<Entry> entry = Read(name, KindOf("records", options).c_str());
  if (!entry || entry->head.value("token", "") != known->token) return {};
  try {
    return nlohmann::json::from_cbor(entry->body).get<Records>();
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

void Store::Keep(const std::string& name, const std::string& options, const Records& records) {
  const Known* const known = Find(name);
  if (!known || !known->holds() || records.empty()) return;
  // Another run may have kept some meanwhile.
  Records kept = RecordsOf(name, options);
  bool is_new = false;
  for (const auto& [key, record] : records) {
    const auto found = kept.find(key);
    if (found != kept.end() && (!found->second.complete() || record.complete())) continue;
    kept.insert_or_assign(key, record);
    is_new = true;
  }
  if (!is_new) return;
  const std::vector<std::uint8_t> bytes = nlohmann::json::to_cbor(nlohmann::json(kept));
  Write(name, KindOf("records", options).c_str(),
        {.head = {{"token", known->token}}, .body = std::string(bytes.begin(), bytes.end())});
}

std::optional<nlohmann::json> Store::ReportOf(const std::string& name,
                                              const std::string& options) const {
  const Known* const known = Find(name);
  if (!known || !known->holds()) return std::nullopt;
  const std::optional<Entry> entry = Read(name, KindOf("report", options).c_str());
  if (!entry || entry->head.value("token", "") != known->token) return std::nullopt;
  nlohmann::json told = nlohmann::json::parse(entry->body, nullptr, false);
  return told.is_discarded() ? std::nullopt : std::optional(std::move(told));
}

std::vector<nlohmann::json> Store::ReportsOf(const std::string& name) const {
  std::vector<nlohmann::json> reports;
  if (folder_.empty()) return reports;
  for (const std::string& path : ReportFiles(folder_)) {
    const std::optional<Entry> entry = ReadEntry(path);
    if (!entry || entry->head.value("name", "") != name ||
        !entry->head.value("identity", "").starts_with(build_ + " |"))
      continue;
    nlohmann::json told = nlohmann::json::parse(entry->body, nullptr, false);
    if (!told.is_discarded()) reports.push_back(std::move(told));
  }
  return reports;
}

void Store::KeepReport(const std::string& name, const std::string& options,
                       const nlohmann::json& told) {
  const Known* const known = Find(name);
  if (!known || !known->holds()) return;
  Write(name, KindOf("report", options).c_str(),
        {.head = {{"token", known->token}}, .body = Compact(told)});
}

std::string StoreFolder(const std::string& asked) {
  if (!asked.empty()) return std::filesystem::absolute(asked).string();
  if (const char* const folder = std::getenv("ISOGRADE_STORE"))
    return *folder ? std::filesystem::absolute(folder).string() : "";
  const std::string cache = UserCache();
  return cache.empty() ? "" : cache + "/store";
}

}  // namespace isograde
