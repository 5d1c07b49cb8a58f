#include <Python.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/statistics.h"
#include "bench/benchmark.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "suites/bench/memory.h"
#include "suites/bench/stopwatch.h"

namespace isograde {
namespace {

/// What a program can start instead of an interpreter.
struct Peer {
  const char* name;
  int since_minor;  ///< the 3.x that has it
  const char* setup;
  const char* piece;  ///< statements: start one that does nothing, and wait until it has ended
  const char* hold;   ///< statements: start one that stays, and wait until it is there
  /// Whether it begins as a copy of a process that is there: pages that were that one's alone are
  /// both's then, so that what is private grows less than what is used.
  bool is_copy = false;
};

// A process that was started is there when it has written a byte or a line.
constexpr const char* kHoldWorker =
    "p = context.Process(target=exec, args=('import os, time; "
    "os.write(os.open(\"ready\", os.O_WRONLY), b\"!\"); time.sleep(60)',)); "
    "p.start(); os.read(ready, 1)";
constexpr Peer kPeers[] = {
    {"thread", 0, "import threading, time", "t = threading.Thread(target=int); t.start(); t.join()",
     "t = threading.Thread(target=time.sleep, args=(60,), daemon=True); t.start()"},
    {"fork", 0, "import os, time",
     "p = os.fork()\n"
     "if p == 0: os._exit(0)\n"
     "os.waitpid(p, 0)",
     "r, w = os.pipe()\n"
     "p = os.fork()\n"
     "if p == 0: os.write(w, b'!'); time.sleep(60)\n"
     "os.read(r, 1)",
     true},
    {"spawn", 0, "import subprocess, sys",
     "subprocess.run([sys.executable, '-c', 'pass'], check=True)",
     "p = subprocess.Popen([sys.executable, '-c', 'print(flush=True); import sys; "
     "sys.stdin.read()'],"
     " stdin=subprocess.PIPE, stdout=subprocess.PIPE); p.stdout.readline()"},
    {"spawn_bare", 0, "import subprocess, sys",
     "subprocess.run([sys.executable, '-I', '-S', '-c', 'pass'], check=True)",
     "p = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'print(flush=True); import sys; "
     "sys.stdin.read()'], stdin=subprocess.PIPE, stdout=subprocess.PIPE); p.stdout.readline()"},
    {"multiprocessing_spawn", 0,
     "import multiprocessing, os; context = multiprocessing.get_context('spawn'); "
     "os.mkfifo('ready'); ready = os.open('ready', os.O_RDWR)",
     "p = context.Process(target=int); p.start(); p.join()", kHoldWorker},
    {"multiprocessing_forkserver", 0,
     "import multiprocessing, os; context = multiprocessing.get_context('forkserver'); "
     "os.mkfifo('ready'); ready = os.open('ready', os.O_RDWR)",
     "p = context.Process(target=int); p.start(); p.join()", kHoldWorker, true},
    {"concurrent_interpreters", 14, "from concurrent import interpreters",
     "i = interpreters.create(); i.exec('pass'); i.close()",
     "i = interpreters.create(); i.exec('pass')"},
    {"InterpreterPoolExecutor", 14, "from concurrent.futures import InterpreterPoolExecutor",
     "with InterpreterPoolExecutor(max_workers=1) as pool: pool.submit(int).result()",
     "pool = InterpreterPoolExecutor(max_workers=1); pool.submit(int).result()"},
};

constexpr int kWarmUp = 2;
// Started at a time: memory comes in pages, and a stack can lie anywhere in one.
constexpr int kHeld = 2;
// What other processes that begin or end share with these, files that is, is no part of it either.
constexpr int kRounds = 3;

// multiprocessing runs the main module again in what it starts: not that of isograde. What it puts
// into the temporary folder it takes away when Python ends, which these processes do not come to:
// it goes to the folder that each child has for itself, and that is taken away with it.
constexpr const char* kSurroundings =
    "import os, sys, types; sys.modules['__main__'] = types.ModuleType('__main__'); "
    "os.environ['TMPDIR'] = os.getcwd()";

// What the statements assign to.
constexpr const char* kNames = "p, t, i, pool, r, w";

void Execute(const Namespace& names, const std::string& statements) {
  if (const RaisedException raised = names.Execute(statements))
    throw CannotMeasure(fmt::format("it raises {}", Text(raised)));
}

std::string Function(const char* name, const char* statements) {
  std::string code = fmt::format("def {}():\n  global {}\n  ", name, kNames);
  for (const char* c = statements; *c; ++c) {
    code += *c;
    if (*c == '\n') code += "  ";
  }
  return code + "\n";
}

// What one more takes, where some live already. The first ones and the first look at the memory
// bring in pages of libraries that nothing had used before, and take up what those that ended left
// behind, such as the stacks of threads: that is no part of it.
MemoryInUse MemoryOfOneMore(const Namespace& names) {
  const std::string hold =
      fmt::format("for _ in range({}): hold(); kept.append(({}))", kHeld, kNames);
  Execute(names, fmt::format("kept = []; {} = [None] * 6", kNames));
  Execute(names, hold);
  MemoryOfFamily();
  std::vector<double> pss, private_dirty;
  for (int i = 0; i < kRounds; ++i) {
    const MemoryInUse before = MemoryOfFamily();
    Execute(names, hold);
    const MemoryInUse after = MemoryOfFamily();
    pss.push_back((after.pss - before.pss) / kHeld);
    private_dirty.push_back((after.private_dirty - before.private_dirty) / kHeld);
  }
  return {Median(pss), Median(private_dirty)};
}

Measurement MeasurePeer(const Peer& peer, std::int64_t iterations) {
  // Never given back: what it started may still run.
  auto& names = *new Namespace();
  Execute(names, kSurroundings);
  Execute(names, peer.setup);
  Execute(names, Function("piece", peer.piece));
  Execute(names, Function("hold", peer.hold));
  const Reference piece = names.Evaluate("piece");
  const auto run = [&] {
    const Reference done = Reference::Steal(PyObject_CallObject(piece.get(), nullptr));
    if (!done) throw CannotMeasure(fmt::format("it raises {}", Text(TakeRaised())));
  };
  for (int i = 0; i < kWarmUp; ++i) run();
  Stopwatch watch;
  for (std::int64_t i = 0; i < iterations; ++i) watch.Time(run);
  Measurement measured = watch.Over(iterations);
  const MemoryInUse one_more = MemoryOfOneMore(names);
  measured.counters = {{"pss_bytes", one_more.pss}};
  if (!peer.is_copy) measured.counters["private_dirty_bytes"] = one_more.private_dirty;
  return measured;
}

void AddPeerBenchmarks(const BenchmarkPlan& plan, std::vector<Benchmark>& all) {
  if (!plan.peers) return;
  for (const Peer& peer : kPeers) {
    if (!cpython::AtLeast(3, peer.since_minor)) continue;
    all.push_back({.name = fmt::format("peer/{}", peer.name),
                   .repetitions = kFewRepetitions,
                   .measure = [&peer](std::int64_t iterations, Channel&) {
                     return MeasurePeer(peer, iterations);
                   }});
  }
}

const BenchmarkRegistration kRegistration({.place = BenchmarkFamily::kLast,
                                           .once = AddPeerBenchmarks});

}  // namespace
}  // namespace isograde
