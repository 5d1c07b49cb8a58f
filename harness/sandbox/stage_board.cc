#include "sandbox/stage_board.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"

namespace isograde {
namespace {

struct Entry {
  std::int32_t interpreter;
  std::uint8_t stage;
  std::uint8_t length;
  std::atomic<std::uint8_t> written;
  char detail[StageBoard::kLongestDetail];
};

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

}  // namespace

struct StageBoard::Shared {
  std::atomic<std::uint32_t> begun;
  std::atomic<std::int32_t> faulted;
  std::atomic<std::int32_t> signal;
  std::int32_t thread;
  std::uint64_t address;
  std::atomic<bool> dumped;
  Entry entries[kMostPositions];
};

StageBoard::StageBoard() : memory_(memfd_create("isograde-stages", MFD_CLOEXEC)) {
  if (!memory_ || ftruncate(memory_.get(), sizeof(Shared)) != 0)
    throw HarnessError("no shared memory for a sandboxed child");
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

StageBoard::~StageBoard() {
  if (shared_) munmap(shared_, sizeof(Shared));
}

void StageBoard::Begin(Stage stage, int interpreter, std::string_view detail) {
  const std::size_t index = std::min<std::size_t>(shared_->begun.fetch_add(1), kMostPositions - 1);
  Entry& entry = shared_->entries[index];
  detail = WholeCharacters(detail.substr(0, kLongestDetail));
  entry.interpreter = interpreter;
  entry.stage = static_cast<std::uint8_t>(stage);
  entry.length = static_cast<std::uint8_t>(detail.size());
  std::memcpy(entry.detail, detail.data(), detail.size());
  entry.written.store(1, std::memory_order_release);
}

bool StageBoard::NoteFault(const Fault& fault) {
  if (shared_->faulted.exchange(1) != 0) return false;
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
    if (!entry.written.load(std::memory_order_acquire) || entry.stage > kLastStage) continue;
    const std::size_t length = std::min<std::size_t>(entry.length, kLongestDetail);
    positions.push_back({static_cast<Stage>(entry.stage), entry.interpreter,
                         ValidUtf8(std::string(entry.detail, length))});
  }
  return positions;
}

Fault StageBoard::fault() const {
  Fault fault{.signal = shared_->signal.load(std::memory_order_acquire)};
  if (fault.signal) {
    fault.thread = shared_->thread;
    fault.address = shared_->address;
  }
  return fault;
}

}  // namespace isograde
