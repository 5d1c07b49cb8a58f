#include "bench/context.h"

#include <Python.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <thread>

#include "base/version.h"
#include "bench/results.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "interpreter/python_call.h"
#include "interpreter/python_error.h"

namespace isograde {
namespace {

std::string Machine() {
  utsname name{};
  uname(&name);
  std::string model = name.machine;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name") && line.find(':') != std::string::npos) {
      model = line.substr(line.find(':') + 2);
      break;
    }
  }
  return fmt::format("{}, {} cores, Linux {}", model, std::thread::hardware_concurrency(),
                     name.release);
}

struct Text {
  static constexpr const char* kName = "text";
  std::string text;
};
void to_json(nlohmann::json& json, const Text& text) { json = text.text; }
void from_json(const nlohmann::json& json, Text& text) { text.text = json; }

// What sysconfig and site-packages say, asked in a child: it imports much.
std::map<std::string, std::string> AskedInChild(ChildPool& pool) {
  const std::string key = "context";
  pool.Queue(key, [](Channel& channel) {
    const Namespace names;
    const Reference flags =
        names.Evaluate("str(__import__('sysconfig').get_config_var('CONFIG_ARGS') or '')");
    PyErr_Clear();
    channel.Observe(Text{flags ? TextOf(flags.get()) : ""});
    channel.Observe(Text{TextOf(CallPython("isograde._startup", "startup_files", {}).get())});
    channel.Observe(Text{fmt::format("{}", fmt::join(PythonFlags(), " "))});
  });
  const std::vector<Text> texts = pool.Wait(key).All<Text>();
  pool.Clear();
  std::map<std::string, std::string> told{{"build_flags", !texts.empty() ? texts[0].text : ""}};
  if (texts.size() > 1 && !texts[1].text.empty()) told["startup_files"] = texts[1].text;
  if (texts.size() > 2) told[kPythonFlags] = texts[2].text;
  return told;
}

// FNV-1a, of 32 bits: the same in every build.
std::uint32_t Digest(const std::string& text) {
  std::uint32_t digest = 2166136261U;
  for (const char one : text) digest = (digest ^ static_cast<unsigned char>(one)) * 16777619U;
  return digest;
}

// How each load is used: by which setup and exercise. "_csv:5d1f0a3c", those without left out.
std::string UsesOf(const std::vector<Load>& loads) {
  std::string uses;
  for (const Load& load : loads) {
    std::string code;
    for (const Subject& subject : load.subjects) {
      const Recipe& recipe = subject.recipe;
      if (!recipe.setup.empty() || !recipe.exercise.empty())
        code += fmt::format("{}\n{}\n{}\n", recipe.module, recipe.setup, recipe.exercise);
    }
    if (!code.empty())
      uses += fmt::format("{}{}:{:08x}", uses.empty() ? "" : ",", load.name, Digest(code));
  }
  return uses;
}

}  // namespace

std::map<std::string, std::string> ContextOf(const BenchmarkPlan& plan, ChildPool& pool) {
  std::string configs, targets;
  for (const InterpreterConfig config : plan.configs)
    configs += fmt::format("{}{}", configs.empty() ? "" : ",", Name(config));
  for (const Load& load : plan.loads) {
    if (!load.empty()) targets += fmt::format("{}{}", targets.empty() ? "" : ",", load.name);
  }
  std::map<std::string, std::string> context = AskedInChild(pool);
  context.merge(std::map<std::string, std::string>{
      {"isograde", kVersion},
      {"cpython", cpython::VersionText()},
      {"python", SysText("executable")},
      {"python_debug", cpython::IsDebugBuild() ? "true" : "false"},
      {"python_free_threaded", cpython::IsFreeThreaded() ? "true" : "false"},
      {"configs", configs},
      {"targets", targets},
      {kUses, UsesOf(plan.loads)},
      {"machine", Machine()}});
  return context;
}

}  // namespace isograde
