#include "sandbox/stage_board.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/fault.h"

namespace isograde {
namespace {

// The beginning of `text` without a character that was cut in two.
std::string_view WholeCharacters(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && (static_cast<unsigned char>(text[end - 1]) & 0xC0) == 0x80) --end;
  if (end == 0) return text;
  const auto lead = static_cast<unsigned char>(text[end - 1]);
  const std::size_t wanted = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return text.substr(0, end - 1 + wanted <= text.size() ? text.size() : end - 1);
}

std::string ValidUtf8(std::string text) {
  if (std::all_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x80; }))
    return text;
  const nlohmann::json value = text;
  return nlohmann::json::parse(
      value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// Text of at most `kLongest` bytes in memory that whoever shares it may scribble over.
template <std::size_t kLongest>
struct Text {
  std::uint8_t length;
  char bytes[kLongest];

  void Set(std::string_view text) {
    text = WholeCharacters(text.substr(0, kLongest));
    length = static_cast<std::uint8_t>(text.size());
    text.copy(bytes, text.size());
  }
  std::string Get() const {
    return ValidUtf8(std::string(bytes, std::min<std::size_t>(length, kLongest)));
  }
};

using StageId = Text<Stage::kLongestId>;

struct Entry {
  std::int32_t interpreter;
  std::atomic<std::uint8_t> written;
  std::uint8_t makes_calls, creates;
  StageId stage;
  Text<Stage::kLongestWords> words;
  Text<StageBoard::kLongestDetail> detail;
};

struct FinishedEntry {
  std::atomic<std::uint8_t> written;
  StageId stage;
};

}  // namespace

struct StageBoard::Shared {
  std::atomic<std::uint32_t> begun;
  std::atomic<std::int32_t> faulted;
  std::atomic<std::int32_t> signal;
  std::int32_t thread;
  std::uint64_t address;
  std::atomic<bool> dumped;
  std::atomic<std::uint32_t> finished;
  FinishedEntry finished_stages[kMostFinished];
  Entry entries[kMostPositions];
};

// Of a size that stays: who reads beyond the end of a file that was cut short dies of SIGBUS.
StageBoard::StageBoard()
    : memory_(memfd_create("isograde-stages", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (!memory_ || ftruncate(memory_.get(), sizeof(Shared)) != 0 ||
      fcntl(memory_.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    throw HarnessError(fmt::format("no shared memory for a sandboxed child: {}{}",
                                   std::strerror(errno),
                                   errno == EFBIG ? " (see `ulimit -f`)" : ""));
  Map(memory_.get());  // all zero is an empty board
}

StageBoard::StageBoard(int descriptor) { Map(descriptor); }

void StageBoard::Map(int descriptor) {
  void* const memory =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) throw HarnessError("no shared memory for a sandboxed child");
  shared_ = static_cast<Shared*>(memory);
}

StageBoard::StageBoard(StageBoard&& other) noexcept
    : memory_(std::move(other.memory_)), shared_(std::exchange(other.shared_, nullptr)) {}

StageBoard::~StageBoard() { Forget(); }

void StageBoard::Forget() {
  if (shared_) munmap(std::exchange(shared_, nullptr), sizeof(Shared));
  memory_.Close();
}

void StageBoard::Begin(const Stage& stage, int interpreter, std::string_view detail) {
  const std::size_t index = std::min<std::size_t>(shared_->begun.fetch_add(1), kMostPositions - 1);
  Entry& entry = shared_->entries[index];
  entry.interpreter = interpreter;
  entry.makes_calls = stage.makes_calls;
  entry.creates = stage.creates;
  entry.stage.Set(stage.id);
  entry.words.Set(stage.words);
  entry.detail.Set(detail);
  entry.written.store(1, std::memory_order_release);
}

void StageBoard::Finish(const Stage& stage) {
  const std::size_t index = shared_->finished.fetch_add(1);
  if (index >= kMostFinished) return;
  FinishedEntry& entry = shared_->finished_stages[index];
  entry.stage.Set(stage.id);
  entry.written.store(1, std::memory_order_release);
}

bool StageBoard::NoteFault(const Fault& fault) {
  if (shared_->faulted.exchange(1) != 0 && !ISOGRADE_FAULT("sandbox/the-last-fault-is-told"))
    return false;
  shared_->thread = fault.thread;
  shared_->address = fault.address;
  shared_->signal.store(fault.signal, std::memory_order_release);
  return true;
}

void StageBoard::NoteDumped() { shared_->dumped.store(true, std::memory_order_release); }

bool StageBoard::dumped() const { return shared_->dumped.load(std::memory_order_acquire); }

std::uint32_t StageBoard::begun() const { return shared_->begun.load(); }

std::vector<Position> StageBoard::Positions() const {
  std::vector<Position> positions;
  const std::size_t count = std::min<std::size_t>(begun(), kMostPositions);
  for (std::size_t i = 0; i < count; ++i) {
    const Entry& entry = shared_->entries[i];
    if (!entry.written.load(std::memory_order_acquire)) continue;
    positions.push_back({.stage = entry.stage.Get(),
                         .words = entry.words.Get(),
                         .makes_calls = entry.makes_calls != 0,
                         .creates = entry.creates != 0,
                         .interpreter = entry.interpreter,
                         .detail = entry.detail.Get()});
  }
  return positions;
}

std::vector<std::string> StageBoard::Finished() const {
  std::vector<std::string> finished;
  const std::size_t count = std::min<std::size_t>(shared_->finished.load(), kMostFinished);
  for (std::size_t i = 0; i < count; ++i) {
    const FinishedEntry& entry = shared_->finished_stages[i];
    if (entry.written.load(std::memory_order_acquire)) finished.push_back(entry.stage.Get());
  }
  return finished;
}

Fault StageBoard::fault() const {
  const int signal = shared_->signal.load(std::memory_order_acquire);
  // The child may have written anything there: what is no signal was noted by no handler.
  if (signal < 1 || signal >= NSIG) return {};
  return {.signal = signal, .thread = shared_->thread, .address = shared_->address};
}

}  // namespace isograde
