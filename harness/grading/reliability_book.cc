#include "grading/reliability_book.h"

#include <Python.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/error.h"
#include "base/file_text.h"
#include "base/json_text.h"
#include "base/user_cache.h"
#include "base/version.h"
#include "base/written_file.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(TriedTogether, config, experiment, interpreters, stress, with, tries,
                     breakdowns);
namespace {

constexpr const char* kSchema = "isograde/reliability/1";

std::string SizeAndTime(const std::string& file) {
  struct stat status {};
  if (file.empty() || stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{} {}.{:09}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

// A build is another one as soon as its files are: CPython is rebuilt in place by those who work on
// it.
std::string Build() {
  std::error_code ignored;
  const std::string program = std::filesystem::canonical("/proc/self/exe", ignored).string();
  const std::string library = cpython::SharedLibrary();
  return fmt::format("{} | {} {} | {} {}", SysText("version"), program, SizeAndTime(program),
                     library, SizeAndTime(library));
}

std::string FileOfModule(const char* name) {
  PyObject* const module = PyDict_GetItemString(PyImport_GetModuleDict(), name);
  const Reference file =
      Reference::Steal(module ? PyObject_GetAttrString(module, "__file__") : nullptr);
  PyErr_Clear();
  return file && PyUnicode_Check(file.get()) ? TextOf(file.get()) : "";
}

// Those that say where to find what, or how to print it.
bool ChangesNothing(std::string_view variable) {
  constexpr std::array kThese = {"PYTHONPATH",       "PYTHONUNBUFFERED",        "PYTHONHASHSEED",
                                 "PYTHONIOENCODING", "PYTHONDONTWRITEBYTECODE", "PYTHONUTF8"};
  return !variable.starts_with("PYTHON") ||
         std::find(kThese.begin(), kThese.end(), variable.substr(0, variable.find('='))) !=
             kThese.end();
}

// What else each interpreter runs as it starts, and how it runs: a sitecustomize that starts a
// thread has every one of them abort, and tries with it say nothing about the build. Empty where
// there is nothing of that kind.
std::string Startup() {
  std::string text;
  for (const char* const name : {"sitecustomize", "usercustomize"}) {
    const std::string file = FileOfModule(name);
    if (!file.empty()) text += fmt::format(" | {} {}", file, SizeAndTime(file));
  }
  for (char** variable = environ; *variable; ++variable) {
    if (!ChangesNothing(*variable)) text += fmt::format(" | {}", *variable);
  }
  PyObject* const options = PySys_GetXOptions();
  if (options && PyDict_Size(options) > 0)
    text += " | " + TextOf(Reference::Steal(PyObject_Repr(options)).get());
  PyErr_Clear();
  return text;
}

// Of a CPython built from a repository the version does not say which code it is.
bool IsARelease() {
  PyObject* const revision = PySys_GetObject("_git");  // name, branch, revision
  PyObject* const id = revision && PyTuple_Check(revision) && PyTuple_Size(revision) == 3
                           ? PyTuple_GetItem(revision, 2)
                           : nullptr;
  return (!id || TextOf(id).empty()) && cpython::VersionText().find('+') == std::string::npos;
}

std::string Variant() {
  return fmt::format("{}{}{}", cpython::VersionText(), cpython::IsDebugBuild() ? " debug" : "",
                     cpython::IsFreeThreaded() ? " free-threaded" : "");
}

// The lines of a table that is of that identity. What somebody else wrote there, or half of it, is
// as good as nothing.
std::vector<TriedTogether> LinesIn(const std::string& path, const char* field,
                                   const std::string& identity) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return {};
  try {
    const nlohmann::json json = nlohmann::json::parse(ReadFile(path));
    if (json.at("schema") != kSchema || json.at(field) != identity ||
        json.at("isograde") != kVersion)
      return {};
    return json.at("tried").get<std::vector<TriedTogether>>();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

std::string IdentityOf(const std::string& module, const std::string& file) {
  const bool is_pythons = file.empty() || file.find("/lib-dynload/") != std::string::npos;
  return is_pythons ? module : module + " " + SizeAndTime(file);
}

std::string NameIn(const std::string& identity) { return identity.substr(0, identity.find(' ')); }

ReliabilityBook::ReliabilityBook(const std::string& tables, const Effort& effort)
    : effort_(effort), build_(Build() + Startup()) {
  if (IsARelease())
    Read(LinesIn(fmt::format("{}/{}{}.json", tables, cpython::VersionText(),
                             cpython::IsDebugBuild() ? "-debug" : ""),
                 "python", Variant()),
         known_);
  const std::string folder = UserCache();
  if (folder.empty()) return;
  file_ = fmt::format("{}/reliability-{}-{:016x}.json", folder, cpython::VersionText(),
                      std::hash<std::string>()(build_));
  Read(LinesIn(file_, "build", build_), here_);
}

void ReliabilityBook::Read(const std::vector<TriedTogether>& tried, Lines& lines) const {
  for (const TriedTogether& one : tried) {
    if (!IsOfThisEffort(one)) continue;
    for (const std::string& with : one.with) lines[Key({one.config, one.experiment}, with)] = one;
  }
}

bool ReliabilityBook::IsOfThisEffort(const TriedTogether& tried) const {
  return tried.interpreters == effort_.interpreters && tried.stress == effort_.stress;
}

std::string ReliabilityBook::Key(const Place& place, const std::string& with) const {
  return fmt::format("{}/{}/{}", place.config, place.experiment, with);
}

const TriedTogether* ReliabilityBook::Find(const Place& place, const std::string& with) const {
  for (const Lines* lines : {&here_, &known_}) {
    if (const auto found = lines->find(Key(place, with)); found != lines->end())
      return &found->second;
  }
  return nullptr;
}

bool ReliabilityBook::IsOfThisBuild(const Place& place, const std::string& with) const {
  return here_.contains(Key(place, with));
}

void ReliabilityBook::Add(const Place& place, TriedTogether tried) {
  tried.config = place.config;
  tried.experiment = std::string(place.experiment);
  tried.interpreters = effort_.interpreters;
  tried.stress = effort_.stress;
  for (const std::string& with : tried.with) here_[Key(place, with)] = tried;
}

std::vector<TriedTogether> ReliabilityBook::TriedHere() const {
  // One line for all of which the same is so.
  std::map<std::string, TriedTogether> lines;
  for (const auto& [key, tried] : here_) {
    TriedTogether line = tried;
    line.with.clear();
    auto& [known, folded] = *lines.emplace(Compact(line), line).first;
    folded.with.push_back(key.substr(fmt::format("{}/{}/", tried.config, tried.experiment).size()));
  }
  std::vector<TriedTogether> all;
  for (auto& [key, line] : lines) all.push_back(std::move(line));
  return all;
}

void ReliabilityBook::Save() const {
  if (file_.empty()) return;
  std::vector<TriedTogether> all = TriedHere();
  // Others may have added to it in between. Of other efforts, too.
  for (TriedTogether& tried : LinesIn(file_, "build", build_)) {
    std::erase_if(tried.with, [&](const std::string& with) {
      return IsOfThisEffort(tried) && here_.contains(Key({tried.config, tried.experiment}, with));
    });
    if (!tried.with.empty()) all.push_back(std::move(tried));
  }
  try {
    std::filesystem::create_directories(std::filesystem::path(file_).parent_path());
    WriteFile(
        file_,
        Compact({{"schema", kSchema}, {"isograde", kVersion}, {"build", build_}, {"tried", all}}));
  } catch (const std::exception&) {
    // A cache that cannot be written is none.
  }
}

std::string TableOf(const std::vector<TriedTogether>& tried) {
  return Indented(
      {{"schema", kSchema}, {"isograde", kVersion}, {"python", Variant()}, {"tried", tried}});
}

}  // namespace isograde
