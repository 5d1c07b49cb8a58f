#include "sandbox/held.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace isograde {

ISOGRADE_JSON_FIELDS(Held, files, metadata, network, signals, system_calls, attempts,
                     shared_memory);

std::string WhatIsOpen(const Held& held) {
  return fmt::format("--confine require: here a module may {}", fmt::join(Open(held), ", "));
}

std::vector<std::string> Open(const Held& held) {
  std::vector<std::string> open;
  if (!held.files) open.emplace_back("write files anywhere");
  if (!held.network) open.emplace_back("connect by TCP");
  if (!held.signals) open.emplace_back("send signals to other processes");
  if (!held.system_calls) open.emplace_back("open other sockets and trace other processes");
  return open;
}

}  // namespace isograde
